from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "telepraxis.care.assessments"
    label = "assessments"

    def ready(self) -> None:
        from telepraxis.base.record.keepers import when_written

        from .arrivals import notice_written
        from .fhir import guard_documents

        guard_documents()
        when_written("QuestionnaireResponse", notice_written)
