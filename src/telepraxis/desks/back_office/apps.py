from django.apps import AppConfig


class BackOfficeConfig(AppConfig):
    name = "telepraxis.desks.back_office"
