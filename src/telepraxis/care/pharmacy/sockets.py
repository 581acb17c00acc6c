"""Websockets of the room."""

from django.urls import path

from .consumers import OrderConsumer

socket_urlpatterns = [path("live/orders/<uuid:patient_id>/<uuid:order_id>/", OrderConsumer.as_asgi())]
