from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "telepraxis.office.payments"
    label = "payments"
