"""Every page of booking."""

from django.urls import path

from .views import appointment, booking, times, week

app_name = "scheduling"

urlpatterns = [
    path("book/", booking.reason, name="reason"),
    path("book/<uuid:draft_id>/time/", booking.time, name="time"),
    path("book/<uuid:draft_id>/confirm/", booking.confirm, name="confirm"),
    path("c/<slug:slug>/book/", booking.public_reason, name="public_reason"),
    path("c/<slug:slug>/book/times.json", times.times, name="times"),
    path("c/<slug:slug>/book/<uuid:draft_id>/time/", booking.public_time, name="public_time"),
    path("c/<slug:slug>/book/<uuid:draft_id>/confirm/", booking.public_confirm, name="public_confirm"),
    path("schedule/", week.schedule, name="schedule"),
    path("schedule/close/", week.block_own_day, name="block_own_day"),
    path("appointments/", appointment.appointments, name="appointments"),
    path("book/appointment/<uuid:appointment_id>/", appointment.appointment, name="appointment"),
    path("book/appointment/<uuid:appointment_id>/move/", appointment.move, name="move"),
    path("book/appointment/<uuid:appointment_id>/cancel/", appointment.cancel, name="cancel"),
    path("book/appointment/<uuid:appointment_id>/visit.ics", appointment.calendar, name="calendar"),
    path("book/link/<str:token>/", appointment.linked, name="linked"),
    path("book/link/<str:token>/move/", appointment.linked_move, name="linked_move"),
    path("book/link/<str:token>/cancel/", appointment.linked_cancel, name="linked_cancel"),
    path("book/link/<str:token>/visit.ics", appointment.linked_calendar, name="linked_calendar"),
]
