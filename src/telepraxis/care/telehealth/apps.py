from django.apps import AppConfig


class TelehealthConfig(AppConfig):
    name = "telepraxis.care.telehealth"
