"""The way in through the practice's own provider. allauth's views keep its names."""

from django.urls import include, path

from . import views

of_the_library = [
    path("account/through/<slug:provider_id>/login/", views.there, name="openid_connect_login"),
    path("account/through/<slug:provider_id>/login/callback/", views.back, name="openid_connect_callback"),
]
of_this_room = [
    path("account/practice/", views.find, name="find"),
    path("setup/sign-in/", views.provider, name="provider"),
    path("setup/sign-in/off/", views.switch_off, name="switch_off"),
]
urlpatterns = [*of_the_library, path("", include((of_this_room, "single_sign_on")))]
