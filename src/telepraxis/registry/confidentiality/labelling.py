"""Restrict an entry of the record to those who are cleared for it, and lift that again."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import record
from telepraxis.base.access import Actor
from telepraxis.base.record import openings
from telepraxis.base.record.labels import Label, closing
from telepraxis.base.record.models import Opening, Version
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.patients.identity import uids_of

from .permissions import may_restrict

SAID = {
    Label.MENTAL_HEALTH: _("Mental health"),
    Label.SUBSTANCE_USE: _("Alcohol, drugs and other substances"),
    Label.REPRODUCTIVE: _("Sexual and reproductive health"),
    Label.GENETIC: _("Genetic tests"),
    Label.HIV: _("HIV"),
    Label.VIOLENCE: _("Violence or abuse"),
    Label.ADOLESCENT: _("Between us and the young person: not for parents"),
    Label.RESTRICTED: _("Anything else that few should see"),
}
LONGEST_REASON = 300


class NoSuchEntry(LookupError):
    """There is no such entry in this record, or it is closed to whoever asks."""


class NotCleared(Exception):
    """Only who is cleared for a label may take it away."""

    def __init__(self, labels: Label):
        super().__init__(_("Only a colleague who is cleared for it may lift this restriction."))
        self.labels = labels


@dataclass(frozen=True)
class Entry:
    """An entry of a record with its labels."""

    type: str
    logical_id: str
    uid: UUID
    patient_id: UUID
    labels: Label
    day: date | None
    doc: dict


def entry_of(patient: UUID, type: str, document: UUID) -> Entry:
    """Return an entry of the person's record. One query.

    :raises NoSuchEntry: it is not here for whom the transaction serves.
    """
    row = record.of_type(type).filter(uid=document, patient_id__in=uids_of(patient)).first()
    if row is None:
        raise NoSuchEntry(f"{type}/{document}")
    doc = record.content_of(row)
    return Entry(type, row.logical_id, row.uid, row.patient_id, closing(doc), row.at.date() if row.at else None, doc)


@transaction.atomic
def restrict(*, entry: Entry, labels: Label, reason: str = "", by: Actor, now: datetime) -> Label:
    """Give the entry exactly these labels, and return them: a new version. Links that show it end by themselves.

    Who put a label on keeps seeing the entry, and so do the clinicians who wrote it.

    :raises NotCleared: a label would go that the actor is not cleared for.
    """
    may_restrict.require(by, entry.patient_id)
    entry = entry_of(entry.patient_id, entry.type, entry.uid)
    if entry.labels & ~labels & ~by.clearance:
        raise NotCleared(entry.labels & ~labels)
    if labels == entry.labels:
        return labels
    why = " ".join(reason.split())[:LONGEST_REASON]
    record.put_labels(entry.type, entry.logical_id, labels, reason=why, by=by, now=now)
    _keep_open_to_writers(entry, labels, by, now)
    return labels


def _keep_open_to_writers(entry: Entry, labels: Label, by: Actor, now: datetime) -> None:
    versions = Version.objects.filter(type=entry.type, logical_id=entry.logical_id).exclude(account_id=by.account_id)
    writers = Membership.objects.filter(
        account_id__in=versions.values("account_id"), practitioner_id__isnull=False, ended_at=None
    )
    for writer in writers:
        if labels & ~Label(writer.clearances):
            openings.open_for(
                account_id=writer.account_id, patient=entry.patient_id, document=entry.uid, labels=labels,
                kind=Opening.Kind.AUTHOR, by=by, now=now,
            )  # fmt: skip
