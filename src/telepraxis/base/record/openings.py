"""Open what is labelled in a patient's chart to one account, end that, and review it.

The database's policies read these rows: what is opened is open in every channel, from the next statement on, and
closed again when `until` has passed by the database's clock. Who may open what, and who must know of it, is the rule
of whoever calls.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .labels import Label
from .models import Document, Opening


class OpeningEnded(Exception):
    """It has ended already."""


class AlreadyReviewed(Exception):
    """Somebody has reviewed it already."""


@transaction.atomic
def open_for(
    *,
    account_id: UUID,
    patient: UUID,
    labels: Label,
    kind: Opening.Kind,
    reason: str = "",
    until: datetime | None = None,
    document: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Opening:
    """Open these labels in the patient's record to the account, or in one document (by its uid) only.

    A person's merged records are opened one by one. The database refuses a broken glass without a reason or an end.
    """
    opening = Opening.objects.create(
        organization_id=by.organization_id,
        account_id=account_id,
        patient_id=patient,
        document=document,
        labels=int(labels),
        kind=kind,
        reason=reason.strip(),
        opened_at=now,
        opened_by=by.account_id,
        opened_by_name=by.name,
        until=until,
    )
    audit.wrote(by, f"record.opened_{kind}", patient=patient, entity=("Opening", opening.id), reason=opening.reason)
    return opening


def keep_open_to_author(written: Iterable[Document], *, by: Actor, now: datetime) -> None:
    """Keep documents open to whoever just labelled them: each by itself, for no label may open what others wrote."""
    for row in written:
        patient = getattr(row, "patient_id", None)
        if by.account_id and patient and patient not in by.opened and row.labels & ~by.clearance:
            kind = Opening.Kind.AUTHOR
            labels = Label(row.labels)
            open_for(
                account_id=by.account_id, patient=patient, document=row.uid, labels=labels, kind=kind, by=by, now=now
            )


@transaction.atomic
def end(*, opening: UUID, by: Actor, now: datetime) -> Opening:
    """Close again what was opened.

    :raises OpeningEnded: it is over already.
    """
    found = Opening.objects.select_for_update().get(id=opening)
    if not is_standing(found, now):
        raise OpeningEnded
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    audit.wrote(by, "record.opening_ended", patient=found.patient_id, entity=("Opening", found.id))
    return found


@transaction.atomic
def review(*, opening: UUID, justified: bool, comment: str = "", by: Actor, now: datetime) -> Opening:
    """Note what somebody found who looked at why it was opened.

    :raises AlreadyReviewed: somebody has.
    """
    found = Opening.objects.select_for_update().get(id=opening)
    if found.reviewed_at is not None:
        raise AlreadyReviewed
    found.reviewed_at, found.reviewed_by, found.reviewed_by_name = now, by.account_id, by.name
    found.justified, found.comment = justified, comment.strip()
    found.save(update_fields=["reviewed_at", "reviewed_by", "reviewed_by_name", "justified", "comment"])
    audit.wrote(by, "record.opening_reviewed", patient=found.patient_id, entity=("Opening", found.id))
    return found


def standing(account_id: UUID, patient: UUID, now: datetime):
    """Return the account's openings in this record that stand, as a query set."""
    still = Q(until=None) | Q(until__gt=now)
    return Opening.objects.filter(still, account_id=account_id, patient_id=patient, ended_at=None)


def is_standing(opening: Opening, now: datetime) -> bool:
    """Tell whether it opens anything now."""
    return opening.ended_at is None and (opening.until is None or opening.until > now)
