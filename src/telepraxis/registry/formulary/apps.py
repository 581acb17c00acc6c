from django.apps import AppConfig


class FormularyConfig(AppConfig):
    name = "telepraxis.registry.formulary"
    label = "formulary"
