"""Websockets of the room."""

from django.urls import path

from .consumers import ResultsConsumer

socket_urlpatterns = [path("live/results/", ResultsConsumer.as_asgi())]
