from django.urls import path

from . import views

app_name = "measurements"
urlpatterns = [
    path("measurements/<uuid:patient_id>/", views.of_patient, name="of_patient"),
    path("measurements/<uuid:patient_id>/growth/", views.growth, name="growth"),
    path("measurements/<uuid:patient_id>/latest/", views.latest, name="latest"),
    path("measurements/<uuid:patient_id>/card/", views.card, name="card"),
    path("measurements/<uuid:patient_id>/add/", views.add, name="add"),
    path("measurements/<uuid:patient_id>/wrong/<uuid:observation_id>/", views.wrong, name="wrong"),
    path("me/<uuid:patient_id>/measurements/", views.own, name="own"),
    path("visits/<uuid:visit_id>/measurements/", views.in_visit, name="in_visit"),
]
