from django.apps import AppConfig


class RoomingConfig(AppConfig):
    name = "telepraxis.care.rooming"
    label = "rooming"
