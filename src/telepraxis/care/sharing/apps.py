from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "telepraxis.care.sharing"
    label = "sharing"

    def ready(self) -> None:
        from telepraxis.base.rest import operations

        from .fhir import OPERATION

        operations.learn(OPERATION)
