from django.apps import AppConfig


class EncountersConfig(AppConfig):
    name = "telepraxis.care.encounters"
