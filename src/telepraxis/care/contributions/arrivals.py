"""What a clinician should look at: dangerous values, symptoms and photos that the patient's side sent."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.authors import is_by_patient
from telepraxis.base.record.models import Patient
from telepraxis.care.measurements.document import values_of
from telepraxis.care.measurements.kinds import BY_CODE
from telepraxis.care.measurements.reading import STANDS

from .danger import Danger, danger_of
from .models import Arrival
from .permissions import may_answer

RECENT = timedelta(days=7)  # what was measured longer ago is history, however bad it was


@transaction.atomic
def notice(rows: Iterable[record.Stored], *, by: Actor, now: datetime) -> list[tuple[record.Stored, Danger]]:
    """Put what is dangerous among the patient's own values on the list, once each; return it with what to do."""
    rows = [row for row in rows if _may_be(row, now)]
    born = dict(Patient.every.filter(uid__in={row.patient_id for row in rows}).values_list("uid", "birth_date"))
    found = [(row, danger) for row in rows if (danger := _danger_in(row, born.get(row.patient_id)))]
    for row, _danger in found:
        put_on_list(row, "Observation", Arrival.Kind.DANGER, by=by, now=now)
    return found


def notice_written(rows: list[record.Stored], by: Actor, now: datetime) -> None:
    """The same for what other programs write."""
    notice(rows, by=by, now=now)


def _may_be(row: record.Stored, now: datetime) -> bool:
    is_recent = row.effective_at is not None and row.effective_at >= now - RECENT
    return row.code in BY_CODE and row.status in STANDS and row.patient_id is not None and is_recent


def _danger_in(row: record.Stored, born: date | None) -> Danger | None:
    doc, kind = record.content_of(row), BY_CODE[row.code]
    values = values_of(doc, kind)
    return danger_of(kind, values, born, localdate(row.effective_at)) if values and is_by_patient(doc) else None


def put_on_list(row: record.Stored, type: str, kind: str, *, by: Actor, now: datetime) -> None:
    """Have a clinician look at an entry; one that stands on the list already stays as it is."""
    _arrival, is_new = Arrival.objects.get_or_create(
        organization_id=row.organization_id,
        document=row.uid,
        defaults={"patient_id": row.patient_id, "type": type, "kind": kind, "arrived_at": now},
    )
    if is_new:
        audit.wrote(by, "contributions.arrived", patient=row.patient_id, entity=(type, row.logical_id))


@transaction.atomic
def seen(*, arrival: UUID, by: Actor, now: datetime) -> Arrival:
    """Note that a clinician has looked at it. Said twice it changes nothing: the first one's name stays.

    :raises Arrival.DoesNotExist: there is none.
    """
    row = Arrival.objects.select_for_update().get(id=arrival)
    may_answer.require(by, row.patient_id)
    if row.seen_at is not None:
        return row
    row.seen_at, row.seen_by_name = now, by.name
    row.save(update_fields=["seen_at", "seen_by_name"])
    audit.wrote(by, "contributions.seen", patient=row.patient_id, entity=("Arrival", row.id))
    return row
