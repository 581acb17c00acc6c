from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "telepraxis.care.letters"
    label = "letters"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
