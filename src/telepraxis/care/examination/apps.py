from django.apps import AppConfig


class ExaminationConfig(AppConfig):
    name = "telepraxis.care.examination"
