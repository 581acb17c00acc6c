from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "telepraxis.care.directives"
    label = "directives"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
