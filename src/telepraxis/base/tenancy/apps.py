from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "telepraxis.base.tenancy"
