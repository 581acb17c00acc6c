from django.urls import path

from . import views

app_name = "entries"
urlpatterns = [
    path("entries/<uuid:patient_id>/", views.of_patient, name="of_patient"),
    path("entries/<uuid:patient_id>/lists/", views.lists, name="lists"),
    path("entries/<uuid:patient_id>/allergies/", views.allergies, name="allergies"),
    path("entries/<uuid:patient_id>/line/", views.line, name="line"),
    path("entries/<uuid:patient_id>/measured/", views.measured, name="measured"),
    path("entries/<uuid:patient_id>/none-known/", views.none_known, name="none_known"),
    path("entries/<uuid:patient_id>/reviewed/", views.reviewed, name="reviewed"),
    path("entries/<uuid:patient_id>/<slug:kind_name>/add/", views.add, name="add"),
    path("entries/<uuid:patient_id>/<slug:kind_name>/<uuid:entry_id>/", views.entry, name="entry"),
    path("entries/<uuid:patient_id>/<slug:kind_name>/<uuid:entry_id>/change/", views.change, name="change"),
    path("entries/<uuid:patient_id>/<slug:kind_name>/<uuid:entry_id>/end/", views.end, name="end"),
    path("entries/<uuid:patient_id>/<slug:kind_name>/<uuid:entry_id>/wrong/", views.wrong, name="wrong"),
    path("entries/<uuid:patient_id>/<slug:kind_name>/<uuid:entry_id>/favour/", views.favour, name="favour"),
    path("me/<uuid:patient_id>/record/", views.own, name="own"),
]
