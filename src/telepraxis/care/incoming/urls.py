"""Pages of records that come from elsewhere."""

from django.urls import path

from . import views

app_name = "incoming"
urlpatterns = [
    path("patients/<uuid:patient>/incoming/", views.begin, name="begin"),
    path("patients/<uuid:patient>/incoming/<uuid:brought_id>/", views.look, name="look"),
    path("patients/<uuid:patient>/incoming/<uuid:brought_id>/merge/", views.merge, name="merge"),
    path("patients/<uuid:patient>/incoming/<uuid:brought_id>/throw-away/", views.throw_away, name="throw_away"),
]
