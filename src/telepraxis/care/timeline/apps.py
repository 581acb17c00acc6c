from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "telepraxis.care.timeline"
    label = "timeline"
