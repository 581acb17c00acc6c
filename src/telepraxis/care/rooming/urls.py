from django.urls import path

from . import views

app_name = "rooming"
urlpatterns = [
    path("visit/<uuid:visit_id>/intake/", views.save, name="save"),
    path("visit/<uuid:visit_id>/gathered/", views.gathered, name="gathered"),
]
