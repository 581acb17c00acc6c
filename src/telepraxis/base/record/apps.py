from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "telepraxis.base.record"
