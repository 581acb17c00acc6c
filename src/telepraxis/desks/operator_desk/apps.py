from django.apps import AppConfig


class OperatorDeskConfig(AppConfig):
    name = "telepraxis.desks.operator_desk"
