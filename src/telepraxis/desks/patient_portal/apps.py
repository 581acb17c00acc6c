from django.apps import AppConfig


class PatientPortalConfig(AppConfig):
    name = "telepraxis.desks.patient_portal"
