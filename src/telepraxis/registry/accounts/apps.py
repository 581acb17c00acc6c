from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "telepraxis.registry.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import signals  # noqa: F401  (what the sign-in libraries report becomes our security log)
