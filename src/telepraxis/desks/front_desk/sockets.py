from django.urls import path

from .consumers import DeskConsumer

socket_urlpatterns = [path("live/desk/", DeskConsumer.as_asgi())]
