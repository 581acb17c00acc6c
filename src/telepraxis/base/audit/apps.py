from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "telepraxis.base.audit"

    def ready(self) -> None:
        autodiscover_modules("audit_words")
