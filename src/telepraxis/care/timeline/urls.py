from django.urls import path

from . import views

app_name = "timeline"
urlpatterns = [
    path("chart/<uuid:patient_id>/timeline/", views.timeline, name="timeline"),
    path("chart/<uuid:patient_id>/entry/<uuid:document_id>/", views.entry, name="entry"),
    path("chart/<uuid:patient_id>/trend/<uuid:observation_id>/", views.trend, name="trend"),
]
