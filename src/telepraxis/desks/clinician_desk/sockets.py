from django.urls import path

from .consumers import DayConsumer, VisitConsumer

socket_urlpatterns = [
    path("live/day/", DayConsumer.as_asgi()),
    path("live/visit/<uuid:visit_id>/", VisitConsumer.as_asgi()),
]
