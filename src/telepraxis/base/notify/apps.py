from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "telepraxis.base.notify"
