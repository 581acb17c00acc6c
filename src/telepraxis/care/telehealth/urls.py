from django.urls import path

from . import views
from .views import calls, covering, files, guests, writing

app_name = "telehealth"

urlpatterns = [
    path("join/<str:token>/", views.join, name="join"),
    path("appointments/<uuid:appointment_id>/join/", views.join_appointment, name="join_appointment"),
    path("visits/<uuid:visit_id>/way-in/", views.way_in, name="way_in"),
    path("visits/<uuid:visit_id>/birth-date/", views.birth_date, name="birth_date"),
    path("visits/<uuid:visit_id>/devices/", views.check_devices, name="check_devices"),
    path("visits/<uuid:visit_id>/relay/", views.relay_to_test, name="relay_to_test"),
    path("visits/<uuid:visit_id>/safety/", views.safety_card, name="safety_card"),
    path("visits/<uuid:visit_id>/room/", views.room, name="room"),
    path("visits/<uuid:visit_id>/queue/", views.queue, name="queue"),
    path("visits/<uuid:visit_id>/files/", files.send_file, name="send_file"),
    path("visits/<uuid:visit_id>/files/<uuid:document_id>/", files.file, name="file"),
    path("visits/<uuid:visit_id>/files/<uuid:document_id>/small/", files.file_small, name="file_small"),
    path("visit/<uuid:visit_id>/files/", files.send_file_as_clinician, name="send_file_as_clinician"),
    path("visit/<uuid:visit_id>/waiting/", views.waiting_patient, name="waiting_patient"),
    path("visit/<uuid:visit_id>/admit/", views.admit, name="admit"),
    path("visit/<uuid:visit_id>/licence/", views.override_licence, name="override_licence"),
    path("visit/<uuid:visit_id>/take-over/", covering.take_over, name="take_over"),
    path("visit/<uuid:visit_id>/safety/", views.safety_panel, name="safety_panel"),
    path("visit/<uuid:visit_id>/spoken-card/", views.spoken_card, name="spoken_card"),
    path("visit/<uuid:visit_id>/spoken-card/done/", views.spoken_card_done, name="spoken_card_done"),
    path("visit/<uuid:visit_id>/call/", calls.call_course, name="call_course"),
    path("visit/<uuid:visit_id>/call-report.json", calls.call_report, name="call_report"),
    path("visit/<uuid:visit_id>/call-report.txt", calls.call_report_text, name="call_report_text"),
    path("guest/<str:token>/", guests.open_invitation, name="open_invitation"),
    path("visits/<uuid:visit_id>/guest/", guests.guest, name="guest"),
    path("visits/<uuid:visit_id>/guest/room/", guests.guest_room, name="guest_room"),
    path("visit/<uuid:visit_id>/knocking/", guests.knocking, name="knocking"),
    path("visit/<uuid:visit_id>/people/", guests.people, name="people"),
    path("visit/<uuid:visit_id>/invite/", guests.invite, name="invite"),
    path("visit/<uuid:visit_id>/guests/<uuid:guest_id>/let-in/", guests.let_in, name="let_guest_in"),
    path("visit/<uuid:visit_id>/guests/<uuid:guest_id>/end/", guests.end_part, name="end_guest"),
    path("visit/<uuid:visit_id>/new-link/", guests.new_link, name="new_link"),
    path("waiting/", views.waiting_list, name="waiting_list"),
    path("waiting/write/", writing.to_all, name="write_to_all"),
    path("waiting/<uuid:visit_id>/write/", writing.to_one, name="write_to_one"),
]
