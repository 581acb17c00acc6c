"""Open what is closed in a chart in an emergency: with a reason, for four hours, before officer and patient."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from telepraxis.base import notify, record
from telepraxis.base.access import Actor
from telepraxis.base.record import openings
from telepraxis.base.record.labels import EVERYTHING
from telepraxis.base.record.models import Opening, Patient
from telepraxis.registry.patients.identity import records_of, survivor_of
from telepraxis.registry.patients.proxies import shares_mailbox

from .permissions import may_open_in_emergency

LASTS = timedelta(hours=4)
SHORTEST_REASON, LONGEST_REASON = 10, 500


class ReasonMissing(ValueError):
    """Nothing is opened without a reason that says something."""

    def __init__(self):
        super().__init__(
            _("Say in at least %(count)d characters why you need it now. Nothing was opened.")
            % {"count": SHORTEST_REASON}
        )


@dataclass(frozen=True)
class Glass:
    """What stands before the reader of a chart: how much is closed, or the opening that stands."""

    withheld: int
    opening: Opening | None


@transaction.atomic
def open_in_emergency(*, patient: UUID, reason: str, by: Actor, now: datetime) -> list[Opening]:
    """Open every label of the person's records to the actor for four hours; return the openings, one per record.

    It stands in the audit and the officer's inbox with the same commit, and the patient is mailed that it happened.
    Asked for again while it stands, it goes on as it is.

    :raises ReasonMissing: the reason is missing or too short.
    """
    may_open_in_emergency.require(by, patient)
    if len(reason := " ".join(reason.split())) < SHORTEST_REASON:
        raise ReasonMissing
    records = records_of(patient)
    Patient.objects.select_for_update().get(uid=records[0])  # two clicks open it once
    if standing := _standing(records, by, now):
        return standing
    door = {"labels": EVERYTHING, "kind": Opening.Kind.BREAK_GLASS, "reason": reason[:LONGEST_REASON]}
    opened = [
        openings.open_for(account_id=by.account_id, patient=each, until=now + LASTS, **door, by=by, now=now)
        for each in records
    ]
    _tell_patient(survivor_of(patient), opened[0], by, now)
    return opened


@transaction.atomic
def close(*, patient: UUID, by: Actor, now: datetime) -> int:
    """End the actor's own emergency opening of this chart; return how many records it closed. Said twice, it is 0."""
    may_open_in_emergency.require(by, patient)
    standing = _standing(records_of(patient), by, now)
    for each in standing:
        openings.end(opening=each.id, by=by, now=now)
    return len(standing)


def glass_of(patient: UUID, actor: Actor, now: datetime) -> Glass:
    """Return what is closed to the actor in this chart, or what they opened. Three queries."""
    records = records_of(patient)
    if standing := _standing(records, actor, now):
        return Glass(0, standing[0])
    return Glass(record.withheld(records).count, None)


def _standing(records: tuple[UUID, ...], actor: Actor, now: datetime) -> list[Opening]:
    found = Opening.objects.filter(
        account_id=actor.account_id, patient__in=records, kind=Opening.Kind.BREAK_GLASS, ended_at=None, until__gt=now
    )
    return list(found.order_by("-opened_at", "id"))


def _tell_patient(patient: UUID, opening: Opening, by: Actor, now: datetime) -> None:
    """Mail the patient that it happened and where to read more. Never to somebody who acts for a minor."""
    row = Patient.objects.only("email", "name_text", "language", "birth_date").get(uid=patient)
    if shares_mailbox(records_of(patient), birth_date=row.birth_date, email=row.email, now=now):
        return
    path = reverse("confidentiality:own", args=[patient])
    known, language = dict(settings.LANGUAGES), row.language.partition("-")[0]
    notify.email(
        to=row.email,
        template="confidentiality/mail/opened",
        context={"name": row.name_text, "clinician": by.name, "at": now, "path": path},
        language=row.language if row.language in known else language if language in known else "en",
        patient=patient,
        by_key=f"confidentiality.opened:{opening.id}",
    )
