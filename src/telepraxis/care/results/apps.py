from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "telepraxis.care.results"
    label = "results"
