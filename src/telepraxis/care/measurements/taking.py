"""Write down what was measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record.authors import tagged
from telepraxis.base.record.models import Encounter, Observation, Patient, Practitioner
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import look_again

from .document import observation_document
from .events import MeasurementsTaken
from .kinds import BY_NAME, Kind
from .permissions import may_record_measurements

CLOCKS_DIFFER = timedelta(minutes=5)  # a device's or a browser's clock may run this far ahead of ours
OLDEST = timedelta(days=366)


class Way(StrEnum):
    """How the value came here."""

    TYPED = "typed"
    DEVICE = "device"
    PATIENT = "patient"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One measurement as it was read. `unit` is UCUM, "" for the kind's own; `taken_at` None means now."""

    kind: str
    values: tuple[Decimal, ...]
    unit: str = ""
    taken_at: datetime | None = None
    way: Way = Way.TYPED
    device: str = ""


class NothingMeasured(ValueError):
    """There is no value to record."""


class NotTheirVisit(ValueError):
    """The visit is another patient's."""


class Implausible(ValueError):
    """The value cannot be right; `str()` is a sentence that names the limit, `kind` and `part` say which number."""

    def __init__(self, sentence: str, kind: str, part: int = 0):
        super().__init__(sentence)
        self.kind = kind
        self.part = part


@transaction.atomic
def record_measurements(
    *, patient: UUID, taken: list[Taken], visit: Visit | None = None, by: Actor, now: datetime
) -> list[Observation]:
    """Keep each measurement as an Observation and return their rows, in the given order.

    What the patient or a proxy records is marked as theirs. With a visit that has begun, it belongs to its encounter.

    :raises NothingMeasured: the list is empty.
    :raises Implausible: a value lies beyond the limits of the possible; nothing was kept.
    :raises UnknownUnit: a unit is not one of the kind.
    :raises NotTheirVisit: the visit is another patient's.
    """
    may_record_measurements.require(by, patient)
    if not taken:
        raise NothingMeasured
    if visit is not None and visit.patient_id != patient:
        raise NotTheirVisit(visit.pk)
    subject = Patient.objects.get(uid=patient)
    encounter = visit.encounter if visit is not None else None
    performer = _performer(by, subject)
    rows = [_write(one, subject, encounter, performer, by, now) for one in taken]
    entity = ("Visit", visit.id) if visit is not None else ("Patient", subject.logical_id)
    audit.wrote(by, "measurements.taken", patient=patient, entity=entity)
    tell(
        MeasurementsTaken(
            patient=patient,
            visit=visit.id if visit is not None else None,
            count=len(rows),
            by_patient=not by.is_clinician,
            at=now,
        )
    )
    if visit is not None:
        look_again(visit)
    return rows


def _write(
    one: Taken, subject: Patient, encounter: Encounter | None, performer: dict, by: Actor, now: datetime
) -> Observation:
    kind = BY_NAME[one.kind]
    values = plausible(kind, one.values, one.unit)
    way = one.way if by.is_clinician or one.way == Way.DEVICE else Way.PATIENT
    document = observation_document(
        kind,
        values,
        patient=subject,
        encounter=encounter,
        performer=performer,
        taken_at=_when(one, kind, now),
        recorded_at=now,
        way=way,
        device=one.device.strip()[:80],
        as_read=_as_read(kind, one),
    )
    if performer.get("reference", "").startswith("Patient/"):
        document = tagged(document)
    return record.write("Observation", document, by=by, now=now)


def plausible(kind: Kind, values: Iterable[Decimal], ucum: str = "") -> tuple[Decimal, ...]:
    """Return the values in the unit in which the kind is kept.

    :raises Implausible: a value is beyond its limits, or the lower blood pressure is not the lower.
    :raises UnknownUnit: the unit is not one of the kind.
    """
    unit, values = kind.unit_of(ucum), tuple(values)
    if len(values) != len(kind.parts):
        raise Implausible(_("%(what)s needs both numbers.") % {"what": kind.label}, kind.name, len(values))
    kept = tuple(_rounded(kind, unit.to_kept(value), value, ucum) for value in values)
    for number, (part, value) in enumerate(zip(kind.parts, kept, strict=True)):
        if not part.low <= value <= part.high:
            raise Implausible(_beyond(kind, number, unit), kind.name, number)
    if kind.is_panel and kept[1] >= kept[0]:
        raise Implausible(_("The lower blood pressure must be smaller than the upper. Check both."), kind.name, 1)
    return kept


def _rounded(kind: Kind, kept: Decimal, as_given: Decimal, ucum: str) -> Decimal:
    """Keep a value in its own unit digit by digit; a converted one to one digit more than it is read with."""
    if ucum in ("", kind.unit.ucum):
        return as_given
    return kept.quantize(Decimal(1).scaleb(-(kind.decimals + 1)))


def _beyond(kind: Kind, number: int, unit) -> str:
    part = kind.parts[number]
    said = {
        "what": part.label,
        "low": kind.written((part.low,), unit),
        "high": kind.written((part.high,), unit),
        "unit": unit.shown,
    }
    return _("%(what)s must be between %(low)s and %(high)s %(unit)s. Check the number and the unit.") % said


def _when(one: Taken, kind: Kind, now: datetime) -> datetime:
    """Return when it was taken; a clock that runs a little ahead is forgiven.

    :raises Implausible: it lies in the future, or more than a year back.
    """
    at = one.taken_at or now
    if at > now + CLOCKS_DIFFER:
        raise Implausible(_("The time of the measurement lies in the future. Check date and time."), kind.name)
    if at < now - OLDEST:
        raise Implausible(_("The measurement is more than a year old. Write it in the note instead."), kind.name)
    return min(at, now)


def _as_read(kind: Kind, one: Taken) -> str:
    """Return what stood on the display when it was another unit than the kept one."""
    if one.unit in ("", kind.unit.ucum):
        return ""
    return f"{'/'.join(format(value, 'f') for value in one.values)} {kind.unit_of(one.unit).shown}"


def _performer(by: Actor, subject: Patient) -> dict:
    """Return who answers for the value: the clinician, or the patient and whoever acts for them."""
    if by.is_clinician and by.practitioner_id:
        row = Practitioner.objects.get(uid=by.practitioner_id)
        return {"reference": f"Practitioner/{row.logical_id}", "display": row.name_text}
    if by.is_clinician or by.is_system:
        return {"display": by.name}
    return {"reference": f"Patient/{subject.logical_id}", "display": by.name or subject.name_text}
