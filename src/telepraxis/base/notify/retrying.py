"""Send again, by a person's decision, a mail that waits or was refused."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .delivery import queue_mail
from .models import MailState, OutgoingMail
from .permissions import may_send_again


class NothingToSend(Exception):
    """The mail has left, came back, or is not known here: there is nothing to send again."""


@transaction.atomic
def try_again(*, mail_id: UUID, by: Actor, now: datetime) -> OutgoingMail:
    """Queue the mail once more, as if it were new.

    :raises NothingToSend: only a waiting or refused mail still has its body.
    """
    may_send_again.require(by)
    mail = (
        OutgoingMail.objects.select_for_update()
        .filter(pk=mail_id, state__in=[MailState.QUEUED, MailState.REFUSED])
        .exclude(closed_body="")
        .first()
    )
    if mail is None:
        raise NothingToSend("This mail has left already.")
    mail.state, mail.attempts, mail.due_at, mail.claimed_at = MailState.QUEUED, 0, now, None
    mail.save(update_fields=["state", "attempts", "due_at", "claimed_at"])
    audit.wrote(by, "notify.sent_again", patient=mail.patient_id, entity=("Mail", mail.id))
    queue_mail(mail)
    return mail
