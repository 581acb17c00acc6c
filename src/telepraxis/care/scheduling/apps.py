from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "telepraxis.care.scheduling"

    def ready(self) -> None:
        from telepraxis.registry.patients import held

        from . import listeners  # noqa: F401
        from .fhir import learn_documents

        learn_documents()
        from .held import appointments_held

        held.learn(appointments_held)
