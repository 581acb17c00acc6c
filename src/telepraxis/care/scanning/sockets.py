"""Websockets of the room."""

from django.urls import path

from .consumers import PaperConsumer

socket_urlpatterns = [path("live/paper/", PaperConsumer.as_asgi())]
