from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "telepraxis.care.timeline"
    label = "timeline"

    def ready(self) -> None:
        from .scanned import text_on_paper
        from .searching import also_searched

        also_searched("DocumentReference", text_on_paper)
