from django.urls import path

from .views import caller, day

app_name = "front_desk"
urlpatterns = [
    path("desk/", day.board, name="board"),
    path("desk/close-day/", day.close_day, name="close_day"),
    path("desk/appointments/<uuid:appointment_id>/", day.appointment, name="appointment"),
    path("desk/appointments/<uuid:appointment_id>/check-in/", day.check_in, name="check_in"),
    path("desk/appointments/<uuid:appointment_id>/check-in/undo/", day.undo_check_in, name="undo_check_in"),
    path("desk/appointments/<uuid:appointment_id>/did-not-come/", day.no_show, name="no_show"),
    path("desk/appointments/<uuid:appointment_id>/came/", day.undo_no_show, name="undo_no_show"),
    path("desk/appointments/<uuid:appointment_id>/move/", day.move, name="move"),
    path("desk/appointments/<uuid:appointment_id>/cancel/", day.cancel, name="cancel"),
    path("desk/book/", caller.caller, name="caller"),
    path("desk/book/found/", caller.found, name="found"),
    path("desk/book/register/", caller.register_caller, name="register"),
    path("desk/book/walk-in/", caller.take_walk_in, name="walk_in"),
]
