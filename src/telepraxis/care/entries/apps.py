from django.apps import AppConfig


class EntriesConfig(AppConfig):
    name = "telepraxis.care.entries"
