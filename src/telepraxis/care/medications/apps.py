from django.apps import AppConfig


class MedicationsConfig(AppConfig):
    name = "telepraxis.care.medications"
    label = "medications"
