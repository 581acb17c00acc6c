from datetime import UTC, datetime

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TerminologyConfig(AppConfig):
    name = "telepraxis.registry.terminology"

    def ready(self) -> None:
        from telepraxis.base.rest.operations import kept_systems

        from .fhir import look_up

        kept_systems.learn(look_up)
        post_migrate.connect(_keep_starter_set, sender=self, dispatch_uid="terminology.starter")


def _keep_starter_set(using: str, **_) -> None:
    """Bring the starter set in once all migrations are done; where it stands already, one question."""
    from .starter_set import load_starter_set

    load_starter_set(now=datetime.now(UTC), using=using)
