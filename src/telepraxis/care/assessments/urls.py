from django.urls import path

from . import views

app_name = "assessments"
urlpatterns = [
    path("forms/answered/", views.waiting, name="waiting"),
    path("forms/answered/unseen/", views.unseen, name="unseen"),
    path("forms/answered/<uuid:answered_id>/", views.answered, name="answered"),
    path("forms/answered/<uuid:answered_id>/seen/", views.seen, name="seen"),
    path("forms/of/<uuid:patient_id>/", views.of_patient, name="of_patient"),
    path("forms/of/<uuid:patient_id>/ask/", views.ask, name="ask"),
    path("forms/asked/<uuid:asked_id>/withdraw/", views.withdraw, name="withdraw"),
    path("forms/asked/<uuid:asked_id>/fill/", views.fill, name="fill"),
    path("forms/asked/<uuid:asked_id>/save/", views.save, name="save"),
    path("forms/asked/<uuid:asked_id>/done/", views.done, name="done"),
    path("me/<uuid:patient_id>/forms/", views.own, name="own"),
]
