from django.apps import AppConfig


class FailuresConfig(AppConfig):
    name = "telepraxis.base.failures"
