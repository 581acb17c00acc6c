from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "telepraxis.registry.patients"

    def ready(self) -> None:
        from telepraxis.base.record import keepers
        from telepraxis.registry.accounts import relations

        from .fhir import PatientKeeper
        from .standing import standing

        relations.learn(standing)
        keepers.learn("Patient", PatientKeeper())
