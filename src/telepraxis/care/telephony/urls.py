from django.urls import path

from . import views

app_name = "telephony"

urlpatterns = [
    path("phone/", views.phone, name="phone"),
    path("phone/missed/<uuid:call_id>/", views.tick_off, name="tick_off"),
    path("setup/phone/", views.set_up, name="set_up"),
    path("setup/phone/remove/", views.remove, name="remove"),
    path("visits/<uuid:visit_id>/phone/", views.patient_standing, name="patient_standing"),
]
