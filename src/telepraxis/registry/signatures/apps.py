from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "telepraxis.registry.signatures"
    label = "signatures"
