from django.apps import AppConfig


class ChartConfig(AppConfig):
    name = "telepraxis.care.chart"
