from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ChartConfig(AppConfig):
    name = "telepraxis.care.chart"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
        autodiscover_modules("slots")
