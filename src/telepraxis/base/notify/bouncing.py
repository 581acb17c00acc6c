"""What comes back to a return path: a delivery status notification (RFC 3464), or mail for nobody."""

import email
import email.policy
from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

from django.db import connection, transaction

from telepraxis.base import tenancy

from .delivery import tell_trouble
from .models import AccountMail, Mail, MailState, OutgoingMail
from .return_path import mail_of

NEXT_STEP = "Ask this person for another e-mail address."


def is_return_path(address: str) -> bool:
    """Whether we made this address for one of our mails."""
    return mail_of(address) is not None


def come_back(*, to: str, content: bytes, now: datetime) -> bool:
    """Take back what was sent to a return path; True when it says that the mail failed for good.

    A notice of delay, an absence note or anything else is not a failure and changes nothing.
    """
    mail_id, reason = mail_of(to), failure_in(content)
    if mail_id is None or reason is None:
        return False
    organization_id = _organization_of(mail_id)
    if organization_id is None:
        with transaction.atomic():
            return _mark(AccountMail.objects.select_for_update().filter(pk=mail_id).first(), reason, now)
    with tenancy.serving(organization_id):
        return _mark(OutgoingMail.objects.select_for_update().filter(pk=mail_id).first(), reason, now)


def failure_in(content: bytes) -> str | None:
    """Return "status: diagnostic" of the first failed recipient in a delivery status notification, else None."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    if message.get_content_type() != "multipart/report":
        return None
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for fields in part.get_payload():
                if str(fields.get("Action", "")).strip().lower() == "failed":
                    return _said(fields)
    return None


def _said(fields: EmailMessage) -> str:
    diagnostic = str(fields.get("Diagnostic-Code", "")).partition(";")[2].strip()
    return " ".join(f"{fields.get('Status', '5.0.0')} {diagnostic}".split())[:500]


def _organization_of(mail_id: UUID) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_of_mail(%s)", [mail_id])
        return cursor.fetchone()[0]


def _mark(mail: Mail | None, reason: str, now: datetime) -> bool:
    if mail is None or mail.state == MailState.BOUNCED:
        return False
    mail.state, mail.reason, mail.next_step, mail.came_back_at = MailState.BOUNCED, reason, NEXT_STEP, now
    mail.save(update_fields=["state", "reason", "next_step", "came_back_at"])
    tell_trouble(mail)
    return True
