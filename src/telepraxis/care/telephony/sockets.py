"""Websockets of the room."""

from django.urls import path

from .consumers import PhoneConsumer

socket_urlpatterns = [path("live/phone/", PhoneConsumer.as_asgi())]
