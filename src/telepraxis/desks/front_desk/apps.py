from django.apps import AppConfig


class FrontDeskConfig(AppConfig):
    name = "telepraxis.desks.front_desk"
