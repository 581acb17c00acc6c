"""What the patient's side adds: measurements, symptoms, photos; and how they take back what they added."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import DocumentReference, Observation, Patient
from telepraxis.care.measurements import correcting
from telepraxis.care.measurements.kinds import BY_CODE, BY_NAME, WEIGHT
from telepraxis.care.measurements.reading import history_of
from telepraxis.care.measurements.taking import Taken, plausible, record_measurements
from telepraxis.commons.documents import keeping
from telepraxis.commons.documents.keeping import keep_or_say

from .arrivals import notice, put_on_list
from .danger import Danger, danger_of, is_unlikely
from .document import SYMPTOM, Symptom, day_written, symptom_document
from .entries import Entry, NoSuchEntry, entry_of
from .models import Arrival
from .permissions import may_contribute

TAKEN_BACK = "Taken back by the patient's side"
LONGEST_AGO = timedelta(days=366 * 30)  # of the beginning of a symptom


class SaySomething(ValueError):
    """What should be written is empty, or cannot be; `str()` says what to do, `field` where."""

    def __init__(self, sentence: str, field: str = ""):
        super().__init__(sentence)
        self.field = field


class NotTheirs(Exception):
    """The entry was not added by the patient's side."""


@dataclass(frozen=True)
class Doubt:
    """Something possible, and so rare that we ask once more."""

    label: str
    written: str


@dataclass(frozen=True)
class Alarm:
    """A dangerous value as the patient reads of it at once."""

    label: str
    written: str
    danger: Danger


def doubts_about(patient: UUID, taken: list[Taken]) -> list[Doubt]:
    """Return what was probably typed wrongly. One query where a weight is among it.

    :raises Implausible: a value cannot be at all.
    """
    return [
        Doubt(str(kind.label), f"{kind.written(kept)} {kind.unit.shown}")
        for each in taken
        if is_unlikely(
            kind := BY_NAME[each.kind], kept := plausible(kind, each.values, each.unit), _last(patient, each)
        )
    ]


def _last(patient: UUID, taken: Taken) -> Decimal | None:
    if taken.kind != WEIGHT.name:
        return None
    return next((one.values[0] for one in history_of(patient, WEIGHT, limit=1)), None)


def alarms_in(taken: list[Taken], born: date | None, now: datetime) -> list[Alarm]:
    """Return what is dangerous about values that were typed, kept or not. No query."""
    found = []
    for each in taken:
        kind = BY_NAME[each.kind]
        values = plausible(kind, each.values, each.unit)
        if danger := danger_of(kind, values, born, localdate(each.taken_at or now)):
            found.append(Alarm(str(kind.label), f"{kind.written(values)} {kind.unit.shown}", danger))
    return found


@transaction.atomic
def add_measurements(*, patient: UUID, taken: list[Taken], by: Actor, now: datetime) -> list[Observation]:
    """Keep what the patient's side measured, marked as theirs; what is dangerous goes to the clinicians at once.

    :raises NothingMeasured, Implausible, UnknownUnit: as `record_measurements` does; nothing was kept.
    """
    may_contribute.require(by, patient)
    rows = record_measurements(patient=patient, taken=taken, by=by, now=now)
    notice(rows, by=by, now=now)
    return rows


@transaction.atomic
def write_symptom(
    *, patient: UUID, what: str, strength: int, since: date | None = None, words: str = "", by: Actor, now: datetime
) -> Observation:
    """Write a line of the symptom diary; clinicians find it on their list.

    :raises SaySomething: it does not say what, the strength is not 0 to 10, or it begins in the future.
    """
    may_contribute.require(by, patient)
    today = localdate(now)
    if not what.strip():
        raise SaySomething(_("Say what you feel, for example headache."), "what")
    if not 0 <= strength <= 10:
        raise SaySomething(_("Choose how strong it is, from 0 to 10."), "strength")
    if since is not None and not today - LONGEST_AGO <= since <= today:
        raise SaySomething(_("This day cannot be right. Give the day on which it began, or leave it empty."), "since")
    subject = Patient.objects.get(uid=patient)
    symptom = Symptom(" ".join(what.split())[:200], strength, day_written(since), words.strip()[:2000])
    document = symptom_document(symptom, patient=subject, who=by.name, felt_at=now, now=now)
    row = record.write("Observation", document, by=by, now=now)
    audit.wrote(by, "contributions.symptom", patient=patient, entity=("Observation", row.logical_id))
    put_on_list(row, "Observation", Arrival.Kind.SYMPTOM, by=by, now=now)
    return row


def add_photo(
    *,
    patient: UUID,
    content: bytes,
    name: str,
    purpose: str,
    body_site: tuple[str, str] | None,
    by: Actor,
    now: datetime,
) -> DocumentReference | str:
    """Keep a photo of the patient's side, drawn anew; or return the sentence that says why it cannot be kept."""
    may_contribute.require(by, patient)
    with transaction.atomic():
        kept = keep_or_say(
            content=content, name=name, patient=patient, about=purpose, body_site=body_site, by=by, now=now
        )
        if not isinstance(kept, str):
            put_on_list(kept, "DocumentReference", Arrival.Kind.PHOTO, by=by, now=now)
        return kept


@transaction.atomic
def take_back(*, type: str, entry: UUID, patient: UUID, reason: str = "", by: Actor, now: datetime) -> Entry:
    """Mark what the patient's side added as entered in error; it stays, struck through. Said twice it changes nothing.

    :raises NoSuchEntry: it is not there.
    :raises NotTheirs: somebody else wrote it.
    """
    may_contribute.require(by, patient)
    found = entry_of(type, entry, patient=patient)
    if not found.is_by_patient or type not in ("Observation", "DocumentReference"):
        raise NotTheirs(entry)
    reason = reason.strip() or TAKEN_BACK
    if type == "DocumentReference":
        row = DocumentReference.objects.get(uid=entry)
        keeping.entered_in_error(document=row, reason=reason, by=by, now=now)
    elif found.code in BY_CODE:
        row = Observation.objects.get(uid=entry)
        correcting.entered_in_error(observation=row, reason=reason, by=by, now=now)
    elif found.code == SYMPTOM["code"]:
        _take_back_symptom(entry, reason, by, now)
    else:
        raise NotTheirs(entry)
    return found


def _take_back_symptom(entry: UUID, reason: str, by: Actor, now: datetime) -> None:
    row = Observation.objects.select_for_update().get(uid=entry)
    if row.status == "entered-in-error":
        return
    doc = record.content_of(row)
    doc["note"] = [*doc.get("note", []), {"text": reason[:500], "time": now.isoformat()}]
    audit.wrote(by, "contributions.taken_back", patient=row.patient_id, entity=("Observation", row.logical_id))
    record.write("Observation", doc | {"status": "entered-in-error"}, by=by, now=now, if_version=row.version)


__all__ = [
    "Alarm", "Doubt", "NoSuchEntry", "NotTheirs", "SaySomething", "add_measurements", "add_photo", "alarms_in",
    "doubts_about", "take_back", "write_symptom",
]  # fmt: skip
