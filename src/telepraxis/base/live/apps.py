from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "telepraxis.base.live"
