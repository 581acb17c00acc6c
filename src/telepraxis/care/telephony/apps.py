from django.apps import AppConfig


class TelephonyConfig(AppConfig):
    name = "telepraxis.care.telephony"
    label = "telephony"
