from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "telepraxis.base.exchange"

    def ready(self) -> None:
        from telepraxis.base.rest import operations

        from .fhir import OPERATIONS

        for operation in OPERATIONS:
            operations.learn(operation)
