"""Bring a mail to the mail server, and note how it ended.

Three steps, so that no transaction is open while a mail server thinks: claim the row, hand the mail over, write down
the outcome. A worker that dies in between leaves a claim that grows old; the mail is then tried again with the same
Message-ID, by which a mail server knows it.
"""

import logging
import smtplib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.utils.translation import gettext_noop

from telepraxis.base.jobs import in_this_transaction
from telepraxis.base.sealing import CannotOpen

from .mail_server import MailServer, NotAMailServer
from .models import Mail, MailState, OutgoingMail
from .return_path import return_path_of

log = logging.getLogger("telepraxis.notify")
CLAIM_GROWS_OLD = timedelta(minutes=10)
RETRY_AFTER = [timedelta(seconds=s) for s in (10, 60, 300, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600)]
# A code that comes late only confuses: it has ended by then.
RETRY_AFTER_FOR_ACCOUNTS = [timedelta(seconds=s) for s in (2, 10, 30, 60, 120, 300)]

Boundary = Callable[[], AbstractContextManager]


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended: `state` None means "not yet, try later"."""

    state: MailState | None
    reason: str = ""
    next_step: str = ""


def queue_mail(mail: Mail, *, at: datetime | None = None) -> None:
    """Have the worker send the mail after this transaction's commit, or at a time."""
    from .tasks import send_account_mail, send_mail

    if isinstance(mail, OutgoingMail):
        ids = {"organization_id": str(mail.organization_id), "mail_id": str(mail.id)}
        in_this_transaction(send_mail, at=at).defer(**ids)
    else:
        in_this_transaction(send_account_mail, at=at, priority=10).defer(mail_id=str(mail.id))


def deliver(mails: models.Manager, mail_id: UUID, boundary: Boundary, *, now: datetime, sender: str) -> None:
    """Try once to send one waiting mail; `boundary` opens the transaction it lives in, `sender` names who writes."""
    with boundary():
        mail = _claim(mails, mail_id, now)
    if mail is None:
        return
    outcome = hand_over(mail, sender)
    with boundary():
        _note(mail, outcome, now)


def hand_over(mail: Mail, sender: str) -> Outcome:
    """Give the mail to the mail server and return how it answered."""
    try:
        server = MailServer.from_url(settings.SMTP_URL)
        if server is None:
            return Outcome(
                None, gettext_noop("No mail server is set."), gettext_noop("Set TELEPRAXIS_SMTP_URL, then restart.")
            )
        server.connection().send_messages([_message(mail, sender)])
        return Outcome(MailState.SENT)
    except NotAMailServer as reason:
        return Outcome(None, str(reason), gettext_noop("Correct TELEPRAXIS_SMTP_URL, then restart."))
    except CannotOpen as reason:
        return Outcome(
            MailState.REFUSED, str(reason), gettext_noop("Put the key file back, or have the mail written again.")
        )
    except smtplib.SMTPRecipientsRefused as refusal:
        return _judged(*next(iter(refusal.recipients.values())), _ask_for_another_address)
    except smtplib.SMTPDataError as refusal:
        return _judged(refusal.smtp_code, refusal.smtp_error, _read_the_reason)
    except smtplib.SMTPResponseException as refusal:
        said = f"{settings_host()}: {refusal.smtp_code} {_text(refusal.smtp_error)}"
        return Outcome(None, said, gettext_noop("Check login and sender of the mail server: telepraxis doctor."))
    except (OSError, smtplib.SMTPException) as reason:
        said = f"{settings_host()}: {reason or type(reason).__name__}"
        return Outcome(None, said, gettext_noop("The mail server does not answer. Check it with: telepraxis doctor."))

    except Exception as error:  # a mail that cannot even be written must not be tried for ever, nor stop the others
        log.error("a mail could not be written", exc_info=True)
        return Outcome(None, type(error).__name__, gettext_noop("Report it: this mail cannot be written as it is."))


def settings_host() -> str:
    server = MailServer.from_url(settings.SMTP_URL)
    return server.address if server else ""


def _claim(mails: models.Manager, mail_id: UUID, now: datetime) -> Mail | None:
    mail = mails.select_for_update().filter(pk=mail_id, state=MailState.QUEUED).first()
    if mail is None or mail.due_at > now or (mail.claimed_at and mail.claimed_at > now - CLAIM_GROWS_OLD):
        return None
    mail.claimed_at, mail.attempts = now, mail.attempts + 1
    mail.save(update_fields=["claimed_at", "attempts"])
    return mail


def _message(mail: Mail, sender: str) -> EmailMultiAlternatives:
    text, html, attachments = mail.body()
    domain = settings.MAIL_FROM.rpartition("@")[2]
    message = EmailMultiAlternatives(
        subject=mail.subject, body=text, from_email=return_path_of(mail.pk), to=[mail.to],
        headers={
            "From": formataddr((sender, settings.MAIL_FROM)),
            "Message-ID": f"<{mail.pk}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )  # fmt: skip
    if mail.language:
        message.extra_headers["Content-Language"] = mail.language
    if html:
        message.attach_alternative(html, "text/html")
    for attachment in attachments:
        message.attach(*attachment)
    return message


def _judged(code: int, said: bytes | str, next_step: str) -> Outcome:
    """RFC 5321 4.2.1: 5yz is for good, 4yz is worth another attempt."""
    reason = f"{code} {_text(said)}"
    return Outcome(MailState.REFUSED if 500 <= code < 600 else None, reason, next_step)


_ask_for_another_address = gettext_noop("Ask this person for another e-mail address.")
_read_the_reason = gettext_noop("The mail server refuses this mail: see the reason, mend it, send it again.")


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _note(mail: Mail, outcome: Outcome, now: datetime) -> None:
    mail.claimed_at = None
    mail.reason, mail.next_step = outcome.reason[:500], outcome.next_step
    waits = RETRY_AFTER if isinstance(mail, OutgoingMail) else RETRY_AFTER_FOR_ACCOUNTS
    if outcome.state is None and mail.attempts <= len(waits):
        mail.due_at = now + waits[mail.attempts - 1]
        queue_mail(mail, at=mail.due_at)
    else:
        mail.state = outcome.state or MailState.REFUSED
    if mail.state == MailState.SENT:
        mail.sent_at, mail.closed_body = now, ""
    mail.save()
    if mail.state == MailState.REFUSED:
        tell_trouble(mail)


def tell_trouble(mail: Mail) -> None:
    """Tell upper rooms that a mail did not arrive; what concerns only an account is told to nobody."""
    from telepraxis.base.events.facts import tell

    from .events import MailBounced

    if isinstance(mail, OutgoingMail):
        tell(MailBounced(mail_id=mail.id, patient_id=mail.patient_id, state=mail.state))
