from django.urls import path

from . import views

app_name = "clinician_desk"
urlpatterns = [
    path("day/", views.day, name="day"),
    path("day/open/<uuid:appointment_id>/", views.open_visit, name="open_visit"),
    path("day/take/<uuid:appointment_id>/", views.take_booked, name="take_booked"),
    path("visit/<uuid:visit_id>/take/", views.take, name="take"),
    path("visit/<uuid:visit_id>/rooming/", views.rooming, name="rooming"),
    path("visit/<uuid:visit_id>/", views.visit, name="visit"),
    path("visit/<uuid:visit_id>/chart/", views.visit_chart, name="visit_chart"),
    path("visit/<uuid:visit_id>/prescribe/", views.visit_prescribe, name="visit_prescribe"),
    path("visit/<uuid:visit_id>/today/", views.visit_today, name="visit_today"),
    path("visit/<uuid:visit_id>/schedule/", views.visit_schedule, name="visit_schedule"),
    path("visit/<uuid:visit_id>/patient/", views.visit_patient, name="visit_patient"),
    path("visit/<uuid:visit_id>/story/", views.visit_story, name="visit_story"),
    path("visit/<uuid:visit_id>/frame/", views.visit_frame, name="visit_frame"),
    path("visit/<uuid:visit_id>/start/", views.start, name="start"),
    path("visit/<uuid:visit_id>/stop/", views.stop, name="stop"),
    path("visit/<uuid:visit_id>/go-on/", views.go_on, name="go_on"),
    path("visit/<uuid:visit_id>/finish/", views.finish, name="finish"),
    path("chart/<uuid:patient_id>/", views.chart, name="chart"),
]
