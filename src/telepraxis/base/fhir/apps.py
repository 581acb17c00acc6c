from django.apps import AppConfig


class FhirConfig(AppConfig):
    name = "telepraxis.base.fhir"
