"""Django's EMAIL_BACKEND: what a library sends (sign-in codes by allauth) goes the same way as our own mails."""

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import translation

from .delivery import queue_mail
from .models import AccountMail


class QueuedMail(BaseEmailBackend):
    """Queues each message as an `AccountMail` per recipient; the worker sends it, within a second when it is free."""

    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        with transaction.atomic():
            return sum(self._queue(message, to) for message in email_messages for to in message.recipients())

    @staticmethod
    def _queue(message: EmailMessage, to: str) -> int:
        html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
        subject = " ".join(message.subject.split())[:255]
        mail = AccountMail(to=to, subject=subject, language=translation.get_language() or "")
        mail.close_body(message.body, html)
        mail.save(force_insert=True)
        queue_mail(mail)
        return 1
