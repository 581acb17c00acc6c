from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "telepraxis.base.exchange"
