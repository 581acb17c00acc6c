"""Mails and what became of them."""

import json
from base64 import b64decode, b64encode

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from telepraxis.base.sealing import open_text, seal_text
from telepraxis.base.tenancy.models import OwnedByOrganization
from telepraxis.base.uuid7 import uuid7

Attachment = tuple[str, bytes, str]


class MailState(models.TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"
    BOUNCED = "bounced"


class Mail(models.Model):
    """What every mail has. `due_at` is when it is tried next, `claimed_at` since when a worker holds it."""

    to = models.EmailField()
    subject = models.CharField(max_length=255)
    language = models.CharField(max_length=10, blank=True)
    closed_body = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.QUEUED)
    reason = models.CharField(max_length=500, blank=True)
    next_step = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    came_back_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def close_body(self, text: str, html: str = "", attachments: list[Attachment] | tuple = ()) -> None:
        """Keep the body closed; the mail's id is bound into it."""
        kept = [[name, b64encode(content).decode(), media_type] for name, content, media_type in attachments]
        body = json.dumps({"text": text, "html": html, "attachments": kept})
        self.closed_body = seal_text(body, about=f"mail {self.pk}")

    def body(self) -> tuple[str, str, list[Attachment]]:
        """Return (text, html, attachments)."""
        held = json.loads(open_text(self.closed_body, about=f"mail {self.pk}"))
        attachments = [(name, b64decode(content), media_type) for name, content, media_type in held["attachments"]]
        return held["text"], held["html"], attachments


class OutgoingMail(OwnedByOrganization, Mail):
    """A mail of an organization. `patient` is the record it concerns, which also shows when it came back."""

    by_key = models.CharField(max_length=200)
    template = models.CharField(max_length=100)
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "by_key"], name="one_mail_per_key")]
        indexes = [
            models.Index(fields=["organization", "state", "due_at"], name="mail_by_state"),
            models.Index(
                fields=["organization", "patient", "-queued_at"], name="mail_of_patient", condition=~Q(patient=None)
            ),
        ]


class AccountMail(Mail):
    """A mail to a person about their account (sign-in code, confirmation): global, nothing of any organization."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="account_mail_by_state"),
            models.Index(fields=["to", "-queued_at"], name="account_mail_by_address"),
        ]
