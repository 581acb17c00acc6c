from django.urls import path

from . import views

app_name = "encounters"
urlpatterns = [path("visit/<uuid:visit_id>/times/", views.correct_times, name="correct_times")]
