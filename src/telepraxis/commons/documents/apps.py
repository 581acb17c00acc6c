from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "telepraxis.commons.documents"
