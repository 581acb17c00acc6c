from django.urls import path

from . import views

app_name = "storefronts"
urlpatterns = [
    path("setup/pharmacy/", views.setup, name="setup"),
    path("setup/pharmacy/publish/", views.publish_or_not, name="publish"),
    path("pharmacies/", views.find, name="find"),
    path("pharmacies/<slug:slug>/", views.one, name="one"),
    path("me/<uuid:patient_id>/places/", views.places, name="places"),
    path("me/<uuid:patient_id>/places/<uuid:own_place_id>/drop/", views.drop_place, name="drop_place"),
]
