from django.urls import path

from . import views

app_name = "formulary"
urlpatterns = [path("formulary/", views.catalogues, name="catalogues")]
