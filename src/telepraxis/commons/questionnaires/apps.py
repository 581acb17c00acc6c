from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "telepraxis.commons.questionnaires"
    label = "questionnaires"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
