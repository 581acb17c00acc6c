from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "telepraxis.registry.consents"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
