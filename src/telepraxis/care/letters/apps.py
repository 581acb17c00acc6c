from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "telepraxis.care.letters"
    label = "letters"
