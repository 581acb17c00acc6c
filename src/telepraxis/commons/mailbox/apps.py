from django.apps import AppConfig


class MailboxConfig(AppConfig):
    name = "telepraxis.commons.mailbox"
    label = "mailbox"
