from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "telepraxis.base.rest"
