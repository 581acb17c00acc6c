"""Keep the lists of the chart: add, amend, end, mark as wrong, state that none is known."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record.models import Encounter, Patient, Practitioner
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import look_again
from telepraxis.registry.patients.identity import uids_of
from telepraxis.registry.terminology.using import used

from .events import EntryKept, MedicinesReviewed
from .finding import current_allergies, row_of, standing_medicines
from .kind import Kind, Values, is_in_error, marked_in_error
from .kinds import BY_NAME
from .kinds.allergy import ALLERGY, NONE_KNOWN, is_contradicted, says_none_known
from .parts import Coded
from .permissions import may_keep_entries
from .review import review_document

Words = str | Promise


class Incomplete(ValueError):
    """Something is missing or cannot be; `why` says by the part's name what to do. Nothing was kept."""

    def __init__(self, why: dict[str, Words]):
        super().__init__(" ".join(str(words) for words in why.values()))
        self.why = why


class ReasonNeeded(ValueError):
    """Whoever marks an entry as entered in error says why."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the entry since it was read; `row` is how it stands now. Nothing was overwritten."""

    def __init__(self, row: record.Stored):
        super().__init__(f"at version {row.version}")
        self.row = row


class AllergiesKnown(Exception):
    """There are allergies on the list, so that nobody can state there are none."""


class NotKeptHere(Exception):
    """The entry is kept elsewhere in the house, or was entered in error: this is not the way to change it."""


@transaction.atomic
def add(
    *,
    patient: UUID,
    kind: str,
    values: Values,
    encounter: UUID | None = None,
    source: str = "",
    by: Actor,
    now: datetime,
) -> record.Stored:
    """Add an entry to a list of the patient and return its row.

    `values` goes by the names of the kind's parts; a concept may be given as its words alone. `source` says in a URI
    where it comes from, such as `DocumentReference/…` of a scanned letter. An allergy ends the statement that none is
    known, in the same act.

    :raises Incomplete: a part is missing or impossible.
    """
    may_keep_entries.require(by, patient)
    its = BY_NAME[kind]
    values = checked(its, its.usual() | values, localdate(now))
    values = {name: value for name, value in values.items() if value != its.by_name[name].empty}
    subject = Patient.objects.select_for_update(no_key=True).get(uid=patient)
    doc = its.begun(_subject(subject), _who(by), now)
    if source:
        doc["meta"] = {"source": source}
    if encounter is not None and (element := ENCOUNTERS.get(its.type)):
        with tenancy.seeing_everything():  # its name is all that is needed, though it may be closed
            row = Encounter.objects.only("logical_id").get(uid=encounter, patient_id__in=uids_of(patient))
        doc[element] = {"reference": f"Encounter/{row.logical_id}"}
    if its is ALLERGY:
        end_statements(patient, by, now)
    _count_codes(its, values, by, now)
    if encounter is not None and (visit := Visit.objects.filter(encounter_id=encounter).first()) is not None:
        look_again(visit)
    return _kept(its, its.written(doc, values), patient, "added", by, now)


ENCOUNTERS = {
    "Condition": "encounter",
    "AllergyIntolerance": "encounter",
    "MedicationStatement": "context",
    "Immunization": "encounter",
    "Procedure": "encounter",
    "Observation": "encounter",
    "CareTeam": "encounter",
}


@transaction.atomic
def amend(*, kind: str, entry: UUID, values: Values, if_version: int, by: Actor, now: datetime) -> record.Stored:
    """Change what an entry says and return its row; what the kind does not model stays. Nothing new writes nothing.

    :raises ChangedMeanwhile: it is no longer at that version.
    :raises Incomplete: a part is missing or impossible.
    :raises NotKeptHere: it was entered in error, or is kept elsewhere.
    """
    its = BY_NAME[kind]
    row = _open(its, entry, if_version, by)
    before = record.content_of(row)
    values = checked(its, its.read(before) | values, localdate(now), before=its.read(before))
    after = its.written(before, values)
    if after == before:
        return row
    return _kept(its, after, row.patient_id, "amended", by, now, row.version)


@transaction.atomic
def end(
    *, kind: str, entry: UUID, day: str = "", why: str = "", if_version: int | None = None, by: Actor, now: datetime
) -> record.Stored:
    """Stop a medicine, resolve a problem and the like, as of a day, and return the row.

    :raises ChangedMeanwhile, NotKeptHere: as in `amend`.
    :raises Incomplete: the day cannot be.
    """
    its = BY_NAME[kind]
    row = _open(its, entry, if_version, by)
    ending, before = its.ending, record.content_of(row)
    if ending is None:
        raise NotKeptHere(kind)
    values: Values = {ending.part: ending.becomes}
    if ending.day:
        values[ending.day] = day or localdate(now).isoformat()
    if why.strip():
        values[ending.why or "remark"] = _with_reason(its, before, why.strip())
    values = checked(its, its.read(before) | values, localdate(now), before=its.read(before))
    return _kept(its, its.written(before, values), row.patient_id, "ended", by, now, row.version)


@transaction.atomic
def enter_in_error(
    *, kind: str, entry: UUID, reason: str, if_version: int | None = None, by: Actor, now: datetime
) -> record.Stored:
    """Mark an entry as entered in error: it stays, struck through. Said twice it changes nothing.

    :raises ReasonNeeded: no reason was given.
    :raises ChangedMeanwhile, NotKeptHere: as in `amend`.
    """
    its = BY_NAME[kind]
    row = _locked(its, entry, if_version, by)
    doc = record.content_of(row)
    if is_in_error(doc):
        return row
    if not reason.strip():
        raise ReasonNeeded
    note = {"authorString": by.name or "Telepraxis", "time": now.isoformat(), "text": reason.strip()[:500]}
    return _kept(its, marked_in_error(doc, note), row.patient_id, "in_error", by, now, row.version, reason)


@transaction.atomic
def state_none_known(*, patient: UUID, by: Actor, now: datetime) -> record.Stored:
    """State that no allergies are known of the patient, today, and return the statement. Said twice it is kept twice.

    :raises AllergiesKnown: there are some.
    """
    may_keep_entries.require(by, patient)
    subject = Patient.objects.select_for_update(no_key=True).get(uid=patient)
    if any(not says_none_known(doc) for _row, doc in current_allergies(patient)):
        raise AllergiesKnown
    end_statements(patient, by, now)
    doc = ALLERGY.begun(_subject(subject), _who(by), now)
    doc = ALLERGY.written(doc, ALLERGY.usual() | {"what": NONE_KNOWN})
    return _kept(ALLERGY, doc, patient, "none_known", by, now)


@transaction.atomic
def review_medicines(*, patient: UUID, by: Actor, now: datetime) -> record.Stored:
    """Note that all medicines were gone through with the patient, as one act: a List of what is taken today."""
    may_keep_entries.require(by, patient)
    subject = Patient.objects.get(uid=patient)
    doc = review_document(standing_medicines(patient), subject=_subject(subject), who=_who(by), now=now)
    row = record.write("List", doc, by=by, now=now)
    audit.wrote(by, "entries.reviewed", patient=patient, entity=("List", row.logical_id))
    tell(MedicinesReviewed(patient=patient, at=now))
    return row


def checked(kind: Kind, values: Values, today: date, before: Values | None = None) -> Values:
    """Return the values as the parts take them. What was there before is not held against whoever changes the rest.

    :raises Incomplete: a part is missing or impossible.
    """
    before, why = before or {}, {}
    values = {part.name: part.taken(values[part.name]) for part in kind.parts if part.name in values}
    for part in kind.parts:
        value = values.get(part.name, part.empty)
        if part.required and value == part.empty:
            why[part.name] = _("This is needed.")
        elif value != before.get(part.name, part.empty) and (fault := part.fault(value, today)):
            why[part.name] = fault
    if why := why or kind.check(values):
        raise Incomplete(why)
    return values


def _count_codes(kind: Kind, values: Values, by: Actor, now: datetime) -> None:
    """What the practice uses often comes first when it searches."""
    for value in values.values():
        if isinstance(value, Coded) and value.code:
            used(value.system, value.code, by=by, now=now)


def _with_reason(kind: Kind, doc: dict, why: str) -> str:
    """Return the reason as it is kept; a remark that stands there already stays in front of it."""
    if kind.ending and kind.ending.why:
        return why[:300]
    return "; ".join(filter(None, (kind.by_name["remark"].read(doc), why)))[:300]


def end_statements(patient: UUID, by: Actor, now: datetime) -> None:
    """End what states that no allergies are known."""
    for row, doc in current_allergies(patient):
        if is_contradicted(doc):
            ended = ALLERGY.written(doc, {"state": "inactive"})
            _kept(ALLERGY, ended, row.patient_id, "ended", by, now, row.version)


def _open(kind: Kind, entry: UUID, if_version: int | None, by: Actor) -> record.Stored:
    row = _locked(kind, entry, if_version, by)
    if is_in_error(record.content_of(row)):
        raise NotKeptHere(entry)
    return row


def _locked(kind: Kind, entry: UUID, if_version: int | None, by: Actor) -> record.Stored:
    row = row_of(kind, entry, lock=True)
    may_keep_entries.require(by, row.patient_id)
    if if_version is not None and if_version != row.version:
        raise ChangedMeanwhile(row)
    return row


def _kept(
    kind: Kind,
    doc: dict,
    patient: UUID,
    act: str,
    by: Actor,
    now: datetime,
    version: int | None = None,
    reason: str = "",
) -> record.Stored:
    row = record.write(kind.type, doc, by=by, now=now, if_version=version)
    audit.wrote(by, f"entries.{act}", patient=patient, entity=(kind.type, row.logical_id), reason=reason[:200])
    tell(EntryKept(patient=patient, entry=row.uid, kind=kind.name, act=act, at=now))
    return row


def _subject(patient: Patient) -> dict:
    return {"reference": f"Patient/{patient.logical_id}", "display": patient.name_text}


def _who(by: Actor) -> dict:
    row = Practitioner.objects.filter(uid=by.practitioner_id).first() if by.practitioner_id else None
    if row is None:
        return {"display": by.name or "Telepraxis"}
    return {"reference": f"Practitioner/{row.logical_id}", "display": row.name_text}
