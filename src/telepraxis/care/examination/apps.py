from django.apps import AppConfig


class ExaminationConfig(AppConfig):
    name = "telepraxis.care.examination"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
