from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "telepraxis.care.contributions"
    label = "contributions"

    def ready(self) -> None:
        from telepraxis.base.record.keepers import when_written

        from .arrivals import notice_written
        from .fhir import guard_documents

        guard_documents()
        when_written("Observation", notice_written)
