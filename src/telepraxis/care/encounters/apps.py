from django.apps import AppConfig


class EncountersConfig(AppConfig):
    name = "telepraxis.care.encounters"

    def ready(self) -> None:
        from telepraxis.registry.patients import held

        from .fhir import guard_documents
        from .held import visits_held

        guard_documents()
        held.learn(visits_held)
