from django.apps import AppConfig


class ConfidentialityConfig(AppConfig):
    name = "telepraxis.registry.confidentiality"
    label = "confidentiality"
