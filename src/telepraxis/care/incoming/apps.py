from django.apps import AppConfig


class IncomingConfig(AppConfig):
    name = "telepraxis.care.incoming"
    label = "incoming"
