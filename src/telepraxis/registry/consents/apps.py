from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "telepraxis.registry.consents"
