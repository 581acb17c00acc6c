from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "telepraxis.registry.organizations"

    def ready(self) -> None:
        from telepraxis.registry.accounts import idle

        from .fhir import guard_documents
        from .profile import idle_minutes

        idle.minutes_from(idle_minutes)
        guard_documents()
