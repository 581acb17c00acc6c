from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "telepraxis.registry.patients"

    def ready(self) -> None:
        from telepraxis.base.record import keepers
        from telepraxis.registry.accounts import relations

        from .fhir import PatientKeeper
        from .proxies import is_address_of_ward
        from .standing import standing

        relations.learn(standing)
        relations.learn_whose_address(is_address_of_ward)
        keepers.learn("Patient", PatientKeeper())
