from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "telepraxis.commons.inventory"
    label = "inventory"
