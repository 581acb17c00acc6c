from django.apps import AppConfig


class DecisionSupportConfig(AppConfig):
    name = "telepraxis.commons.decision_support"
    label = "decision_support"
