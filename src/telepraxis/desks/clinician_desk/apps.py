from django.apps import AppConfig


class ClinicianDeskConfig(AppConfig):
    name = "telepraxis.desks.clinician_desk"
