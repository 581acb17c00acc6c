from django.apps import AppConfig


class PractitionersConfig(AppConfig):
    name = "telepraxis.registry.practitioners"
