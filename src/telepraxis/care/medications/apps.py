from django.apps import AppConfig


class MedicationsConfig(AppConfig):
    name = "telepraxis.care.medications"
    label = "medications"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
