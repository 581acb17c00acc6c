from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "telepraxis.base.access"

    def ready(self) -> None:
        from . import checks  # noqa: F401
