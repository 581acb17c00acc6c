"""Which mails did not arrive: asked by a person's record and by the operator page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q

from .models import AccountMail, MailState, OutgoingMail

FAILED = [MailState.REFUSED, MailState.BOUNCED]


@dataclass(frozen=True)
class MailFigures:
    """How many mails wait, were tried in vain before, were refused, came back; since when the oldest waits."""

    queued: int
    late: int
    refused: int
    bounced: int
    oldest_queued_at: datetime | None


def trouble_with(patient: UUID) -> OutgoingMail | None:
    """Return the patient's last mail when it did not arrive, None when it did or none was sent."""
    last = (
        OutgoingMail.objects.filter(patient_id=patient).exclude(state=MailState.QUEUED).order_by("-queued_at").first()
    )
    return last if last and last.state in FAILED else None


def account_mail_trouble(address: str) -> AccountMail | None:
    """Return the last mail to an account's address when it did not arrive."""
    last = AccountMail.objects.filter(to=address).exclude(state=MailState.QUEUED).order_by("-queued_at").first()
    return last if last and last.state in FAILED else None


def mail_figures(*, accounts: bool = False) -> MailFigures:
    """Count this organization's mails, or those of all accounts."""
    mails = AccountMail.objects if accounts else OutgoingMail.objects
    counted = mails.aggregate(
        queued=Count("pk", filter=Q(state=MailState.QUEUED)),
        late=Count("pk", filter=Q(state=MailState.QUEUED, attempts__gt=0)),
        refused=Count("pk", filter=Q(state=MailState.REFUSED)),
        bounced=Count("pk", filter=Q(state=MailState.BOUNCED)),
        oldest_queued_at=Min("queued_at", filter=Q(state=MailState.QUEUED)),
    )
    return MailFigures(**counted)


def troubled_mail(limit: int = 20, *, accounts: bool = False) -> list:
    """Return the latest mails that were refused, came back, or wait after a failed attempt."""
    mails = AccountMail.objects if accounts else OutgoingMail.objects
    return list(
        mails.filter(Q(state__in=FAILED) | Q(state=MailState.QUEUED, attempts__gt=0)).order_by("-queued_at")[:limit]
    )
