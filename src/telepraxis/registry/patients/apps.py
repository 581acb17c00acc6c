from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "telepraxis.registry.patients"

    def ready(self) -> None:
        from telepraxis.registry.accounts import relations

        from .proxies import patients_of

        relations.learn(patients_of)
