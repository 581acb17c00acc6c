from django.urls import path

from . import views

app_name = "directives"
urlpatterns = [
    path("directives/<uuid:patient_id>/", views.of_patient, name="of_patient"),
    path("directives/<uuid:patient_id>/chips/", views.chips, name="chips"),
    path("directives/<uuid:patient_id>/asked/", views.asked, name="asked"),
    path("directives/<uuid:patient_id>/add/<slug:directive_kind>/", views.add, name="add"),
    path("directives/<uuid:patient_id>/<uuid:directive_id>/", views.one, name="one"),
    path("directives/<uuid:patient_id>/<uuid:directive_id>/change/", views.change, name="change"),
    path("directives/<uuid:patient_id>/<uuid:directive_id>/act/", views.act, name="act"),
    path("me/<uuid:patient_id>/directives/", views.own, name="own"),
    path("me/<uuid:patient_id>/directives/send/<slug:directive_kind>/", views.send, name="send"),
    path("me/<uuid:patient_id>/directives/<uuid:directive_id>/withdraw/", views.take_back, name="take_back"),
]
