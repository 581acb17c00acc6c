from django.apps import AppConfig


class FollowUpConfig(AppConfig):
    name = "telepraxis.care.follow_up"
    label = "follow_up"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
