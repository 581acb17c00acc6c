from django.apps import AppConfig


class EntriesConfig(AppConfig):
    name = "telepraxis.care.entries"

    def ready(self) -> None:
        from telepraxis.base.record.keepers import when_written

        from .arrivals import notice_allergies

        when_written("AllergyIntolerance", notice_allergies)
