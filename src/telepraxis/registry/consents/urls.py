from django.urls import path

from . import views

app_name = "consents"

urlpatterns = [path("me/<uuid:patient_id>/consents/", views.own, name="own")]
