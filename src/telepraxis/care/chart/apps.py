from django.apps import AppConfig


class ChartConfig(AppConfig):
    name = "telepraxis.care.chart"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
