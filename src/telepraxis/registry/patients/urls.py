"""Pages about patients: staff's, and each patient's own."""

from django.urls import path

from . import views

app_name = "patients"
urlpatterns = [
    path("patients/", views.find, name="find"),
    path("patients/new/", views.new, name="new"),
    path("patients/<uuid:patient>/", views.overview, name="overview"),
    path("patients/<uuid:patient>/edit/", views.edit, name="edit"),
    path("patients/<uuid:patient>/history/", views.history, name="history"),
    path("patients/<uuid:patient>/photo/", views.photo, name="photo"),
    path("patients/<uuid:patient>/portal/", views.open_portal, name="open_portal"),
    path("patients/<uuid:patient>/not-the-same/", views.set_duplicates_aside, name="set_duplicates_aside"),
    path("patients/<uuid:patient>/proxies/", views.proxies, name="proxies"),
    path("patients/<uuid:patient>/proxies/<uuid:proxy>/revoke/", views.revoke_proxy, name="revoke_proxy"),
    path("patients/<uuid:patient>/same-as/", views.same_as, name="same_as"),
    path("patients/<uuid:patient>/merge/<uuid:other>/", views.merge, name="merge"),
    path("patients/merges/<uuid:merge>/", views.part, name="part"),
    path("me/", views.me, name="me"),
    path("me/<uuid:patient>/", views.own_details, name="own_details"),
    path("c/<slug:slug>/register/", views.register_self, name="register_self"),
]
