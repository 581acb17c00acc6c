from datetime import UTC, datetime

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FormularyConfig(AppConfig):
    name = "telepraxis.registry.formulary"
    label = "formulary"

    def ready(self) -> None:
        post_migrate.connect(_keep_starter_set, sender=self, dispatch_uid="formulary.starter")


def _keep_starter_set(using: str, **_) -> None:
    """Bring the starter catalogue in once all migrations are done; where it stands already, two questions."""
    from .starter_set import load_starter_set

    load_starter_set(now=datetime.now(UTC), using=using)
