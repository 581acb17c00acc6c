"""Websockets of the room."""

from django.urls import path

from .consumers import ClinicianCall, GuestCall, PatientCall

socket_urlpatterns = [
    path("live/call/<uuid:visit_id>/patient/", PatientCall.as_asgi()),
    path("live/call/<uuid:visit_id>/clinician/", ClinicianCall.as_asgi()),
    path("live/call/<uuid:visit_id>/guest/", GuestCall.as_asgi()),
]
