from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "telepraxis.care.sharing"
    label = "sharing"
