from django.apps import AppConfig


class PractitionersConfig(AppConfig):
    name = "telepraxis.registry.practitioners"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
