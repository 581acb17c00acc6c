from django.apps import AppConfig


class PharmacyConfig(AppConfig):
    name = "telepraxis.care.pharmacy"
    label = "pharmacy"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
