from django.apps import AppConfig


class StorefrontsConfig(AppConfig):
    name = "telepraxis.care.storefronts"
    label = "storefronts"
