from django.apps import AppConfig


class SingleSignOnConfig(AppConfig):
    name = "telepraxis.registry.single_sign_on"
