from django.apps import AppConfig


class MeasurementsConfig(AppConfig):
    name = "telepraxis.care.measurements"
