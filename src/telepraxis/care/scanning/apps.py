from django.apps import AppConfig


class ScanningConfig(AppConfig):
    name = "telepraxis.care.scanning"
    label = "scanning"
