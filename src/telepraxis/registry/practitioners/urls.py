"""Pages about practitioners."""

from django.urls import path

from . import views

app_name = "practitioners"
urlpatterns = [
    path("portrait/<uuid:organization>/<uuid:practitioner>/", views.portrait, name="portrait"),
]
