from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "telepraxis.care.scheduling"

    def ready(self) -> None:
        from . import listeners  # noqa: F401
