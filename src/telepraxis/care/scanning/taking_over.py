"""Take values that stand on filed paper over into the record, each linked to its place; and take them back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record import keepers
from telepraxis.base.record.models import DocumentReference, Observation, Patient, Practitioner
from telepraxis.base.tenancy.zones import zone_of
from telepraxis.care.entries import keeping as entries
from telepraxis.care.entries.parts import Coded
from telepraxis.care.measurements.taking import Implausible, plausible

from .cutting import Settled
from .document import Box, measure_of, observation, provenance
from .kept_pages import page_of
from .models import Accepted, PaperDocument, Sheet
from .permissions import may_take_values
from .suggesting import sheets_of, suggestion_of
from .understanding.shapes import ALLERGY, MEDICINE, NONE_KNOWN, PROBLEM, RESULT, STOPPED, UNCERTAIN, VITAL, Value

ENTRIES = {"AllergyIntolerance": ALLERGY, "Condition": PROBLEM, "MedicationStatement": MEDICINE}


class Undated(Exception):
    """Nobody knows when it was measured."""


class NotTaken(Exception):
    """One value cannot be taken over; `number` says which, the text what to do. Nothing was written."""

    def __init__(self, number: int, sentence: str):
        super().__init__(sentence)
        self.number = number


@dataclass(frozen=True)
class Decided:
    """What somebody said of the values: which to take over, which to leave out, and numbers they put right."""

    take: tuple[int, ...] = ()
    leave: tuple[int, ...] = ()
    numbers: Mapping[int, Decimal] = field(default_factory=dict)


@transaction.atomic
def decide(*, document: PaperDocument, decided: Decided, by: Actor, now: datetime) -> list[Accepted]:
    """Write what is to be taken over, and note what is left out; whoever decided first has decided.

    :raises Settled: the document is not filed (any more).
    :raises NotTaken: a value cannot be; nothing was written.
    """
    document = PaperDocument.objects.select_for_update().get(id=document.id)
    may_take_values.require(by, document)
    if document.state != PaperDocument.State.FILED:
        raise Settled
    values = dict(enumerate(suggestion_of(document).values))
    open_ones = set(values) - decided_on(document)
    take = [number for number in decided.take if number in open_ones]
    left = sorted(open_ones & set(decided.leave) - set(take))
    if not (take or left):
        return []
    taking = _Taking(document, by, now)
    accepted = [taking.take(number, _put_right(values[number], decided, number)) for number in take]
    document.left_out = sorted({*document.left_out, *left})
    document.values_open = len(open_ones) - len(take) - len(left)
    document.save(update_fields=["left_out", "values_open"])
    if left:
        audit.wrote(by, "scanning.values_left", patient=document.patient_id, entity=("PaperDocument", document.id))
    return accepted


def decided_on(document: PaperDocument) -> set[int]:
    """Return the numbers of the values that were taken over or left out. One query."""
    taken = document.accepted.filter(taken_back_at=None).values_list("number", flat=True)
    return {*taken, *document.left_out}


def _put_right(value: Value, decided: Decided, number: int) -> Value:
    if number not in decided.numbers or value.number == decided.numbers[number]:
        return value
    right = decided.numbers[number]
    return replace(
        value, number=right, text=value.text.replace(str(value.number), str(right), 1), flag="", comparator=""
    )


class _Taking:
    """Writes values of one filed document."""

    def __init__(self, document: PaperDocument, by: Actor, now: datetime):
        self.document, self.by, self.now = document, by, now
        self.paper = DocumentReference.objects.get(uid=document.reference_id)
        self.patient = Patient.objects.get(uid=document.patient_id)
        self.sheets = sheets_of(document)
        self.dated = self._day_of_paper()
        self.who = _who(by)

    def _day_of_paper(self) -> date | None:
        period = record.content_of(self.paper).get("context", {}).get("period", {})
        return date.fromisoformat(period["start"]) if "start" in period else None

    def take(self, number: int, value: Value) -> Accepted:
        sheet = self.sheets[value.page]
        box = _box(sheet, value)
        try:
            row = self._written(value, box)
        except (Implausible, entries.Incomplete, entries.AllergiesKnown, Undated) as reason:
            raise NotTaken(number, _why_not(reason)) from reason
        type = keepers.type_of(row)
        target = f"{type}/{row.logical_id}"
        said = provenance(target=target, paper=self.paper, box=box, who=self.who, at=self.now)
        record.write("Provenance", said, by=self.by, now=self.now)
        audit.wrote(self.by, "scanning.value_taken", patient=self.patient.uid, entity=(type, row.logical_id))
        return self._noted(number, value, sheet, box, type, row)

    def _written(self, value: Value, box: Box) -> record.Stored:
        if value.kind in (RESULT, VITAL):
            return record.write("Observation", self._observation(value, box), by=self.by, now=self.now)
        if value.kind == ALLERGY and value.flag == NONE_KNOWN:
            return entries.state_none_known(patient=self.patient.uid, by=self.by, now=self.now)
        source = f"DocumentReference/{self.paper.logical_id}"
        return entries.add(
            patient=self.patient.uid, kind=value.kind, values=_entry(value), source=source, by=self.by, now=self.now
        )

    def _observation(self, value: Value, box: Box) -> dict:
        kind = measure_of(value)
        numbers = tuple(each for each in (value.number, value.second) if each is not None)
        if (day := value.date or self.dated) is None:
            raise Undated
        return observation(
            value,
            plausible(kind, numbers, value.unit) if kind else (),
            patient=self.patient,
            paper=self.paper,
            box=box,
            performer=self.who,
            day=day,
            noon=datetime.combine(day, time(12), zone_of(self.by.organization_id)),
            now=self.now,
        )

    def _noted(self, number, value: Value, sheet: Sheet, box: Box, type: str, row: record.Stored) -> Accepted:
        return Accepted.objects.create(
            organization_id=self.document.organization_id, document=self.document, number=number, kind=value.kind,
            text=value.text[:500], type=type, logical_id=row.logical_id, sheet=sheet, left=box.left, top=box.top,
            width=box.width, height=box.height, accepted_at=self.now, accepted_by=self.by.name,
        )  # fmt: skip


def _why_not(reason: Exception) -> str:
    if isinstance(reason, entries.AllergiesKnown):
        return _("There are allergies on the list, so that nobody can state there are none. Leave this line out.")
    if isinstance(reason, Undated):
        return _("No date stands with it, and the paper has none: a value without a date is not taken over.")
    return str(reason)


def _entry(value: Value) -> dict:
    """Return the value as the lists of the chart take it."""
    what = Coded(value.name or value.text, value.system if value.code else "", value.code or "")
    day = value.date.isoformat() if value.date else ""
    if value.kind == PROBLEM:
        return {"what": what, "onset": day, "certainty": "provisional" if value.flag == UNCERTAIN else "confirmed"}
    if value.kind == ALLERGY:
        return {"what": what, "certainty": "unconfirmed"}
    named = Coded(" ".join(filter(None, (what.text, value.strength, value.form))), what.system, what.code)
    said = {"what": named, "dose": value.frequency, "source": "elsewhere"}
    return said | ({"state": "stopped"} if value.flag == STOPPED else {})


def _box(sheet: Sheet, value: Value) -> Box:
    words = page_of(sheet).words
    found = [words[number] for number in value.words if number < len(words)]
    page = value.page + 1
    if not found:
        return Box(page, 0, 0, sheet.width, sheet.height)
    left, top = min(word.left for word in found), min(word.top for word in found)
    right, low = max(word.left + word.width for word in found), max(word.top + word.height for word in found)
    return Box(page, max(left, 0), max(top, 0), right - left, low - top)


def _who(by: Actor) -> dict:
    row = Practitioner.objects.filter(uid=by.practitioner_id).first() if by.practitioner_id else None
    return {"reference": f"Practitioner/{row.logical_id}", "display": row.name_text} if row else {"display": by.name}


def take_back(*, document: PaperDocument, reason: str, by: Actor, now: datetime) -> None:
    """Mark everything that was taken over from the document as entered in error; the caller asked its rule."""
    for one in document.accepted.select_for_update().filter(taken_back_at=None):
        row = record.of_type(one.type).filter(logical_id=one.logical_id).first()
        if row is not None:
            _marked_wrong(one, row, document.patient_id, reason, by, now)
        one.taken_back_at = now
        one.save(update_fields=["taken_back_at"])


def _marked_wrong(one: Accepted, row: record.Stored, patient: UUID, reason: str, by: Actor, now: datetime) -> None:
    if one.type in ENTRIES:
        entries.enter_in_error(kind=ENTRIES[one.type], entry=row.uid, reason=reason, by=by, now=now)
    elif isinstance(row, Observation) and row.status != "entered-in-error":
        content = record.content_of(row)
        note = [*content.get("note", []), {"text": reason[:500], "time": now.isoformat()}]
        changed = content | {"note": note, "status": "entered-in-error"}
        record.write("Observation", changed, by=by, now=now, if_version=row.version)
    audit.wrote(
        by, "scanning.value_taken_back", patient=patient, entity=(one.type, one.logical_id), reason=reason[:200]
    )
