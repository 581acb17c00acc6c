from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "telepraxis.base.files"
