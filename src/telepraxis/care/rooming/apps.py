from django.apps import AppConfig


class RoomingConfig(AppConfig):
    name = "telepraxis.care.rooming"
    label = "rooming"

    def ready(self) -> None:
        from .fhir import guard_documents

        guard_documents()
