from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "telepraxis.commons.documents"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
