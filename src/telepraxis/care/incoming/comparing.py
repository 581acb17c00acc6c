"""What was brought in, held against the chart: entry by entry, before anything is written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from telepraxis.base import record
from telepraxis.base.exchange import arrivals, relinking
from telepraxis.base.exchange.addresses import id_there, is_legal, new_id
from telepraxis.base.fhir import json_text, parameters
from telepraxis.base.fhir.extracting import entries_of
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.fhir.validation import check
from telepraxis.base.record import keepers, rows
from telepraxis.base.record.guarding import GuardedKeeper, same_content
from telepraxis.base.record.models import Patient, table_of

from .bringing import contents_of
from .lines import Line, kind_of, line_of, shown
from .models import Brought
from .person import Person, held_against, nobody_named
from .reading import Found

NEW, SAME, DIFFERS, ALONG, REFUSED = "new", "same", "differs", "along", "refused"
# Not part of a chart: the house keeps these itself, or they are about no one person.
APART = frozenset(
    ("Patient", "Appointment", "AppointmentResponse", "Schedule", "Slot", "Group", "AuditEvent", "Bundle")
)
# What others name: taken in with what names it, never by itself.
COMING_ALONG = frozenset(
    "Practitioner PractitionerRole Organization Location HealthcareService Medication Substance Specimen Device "
    "Questionnaire PlanDefinition ActivityDefinition Endpoint".split()
)


@dataclass(frozen=True)
class Change:
    """One element that differs."""

    element: str
    here: str
    there: str


@dataclass
class Entry:
    """One resource that was brought in; `doc` as it would be kept, `key` names it in a form."""

    key: str
    found: Found
    their_id: str
    local: str
    doc: dict
    state: str = NEW
    why: str = ""
    line: Line | None = None
    changes: list[Change] = field(default_factory=list)
    before: record.Stored | None = None

    @property
    def type(self) -> str:
        return self.found.type

    @property
    def can_be_merged(self) -> bool:
        return self.state in (NEW, DIFFERS)


@dataclass(frozen=True)
class Kind:
    """All entries of one type."""

    type: str
    name: Any
    entries: list[Entry]

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(entry.state for entry in self.entries))

    @property
    def can_be_merged(self) -> int:
        return sum(entry.can_be_merged for entry in self.entries)


@dataclass(frozen=True)
class Comparison:
    """Everything that was brought in, as it stands to the chart."""

    person: Person
    entries: list[Entry]

    @property
    def kinds(self) -> list[Kind]:
        """The entries by type, what can be merged first. Those that come along, and those refused, have own lists."""
        of: dict[str, list[Entry]] = {}
        for entry in self.entries:
            if entry.state in (NEW, SAME, DIFFERS) and entry.type not in COMING_ALONG:
                of.setdefault(entry.type, []).append(entry)
        found = [Kind(type, kind_of(type), _sorted(entries)) for type, entries in of.items()]
        return sorted(found, key=lambda kind: (not kind.can_be_merged, str(kind.name)))

    @property
    def along(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.type in COMING_ALONG and entry.state != REFUSED]

    @property
    def refused(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.state == REFUSED]

    @property
    def to_merge(self) -> int:
        return sum(kind.can_be_merged for kind in self.kinds)

    def selected(self, keys: Iterable[str]) -> list[Entry]:
        """Return the entries of these keys that can be merged, and new ones that these name."""
        wanted = set(keys)
        chosen = [entry for kind in self.kinds for entry in kind.entries if entry.key in wanted and entry.can_be_merged]
        new = {f"{entry.type}/{entry.local}": entry for entry in self.along if entry.state == ALONG}
        along: dict[str, Entry] = {}
        waiting = list(chosen)
        while waiting:
            for owner, key in relinking.references_of(waiting.pop().doc):
                named = relinking.keys_of(owner[key])[0]
                if named in new and named not in along:
                    along[named] = new[named]
                    waiting.append(new[named])
        return [*along.values(), *chosen]


def _sorted(entries: list[Entry]) -> list[Entry]:
    dated = sorted((each for each in entries if each.line.at), key=lambda each: each.line.at, reverse=True)
    return dated + [each for each in entries if not each.line.at]


def compare(brought: Brought) -> Comparison:
    """Return what was brought in as it stands to the chart now.

    :raises Gone: it was merged, thrown away or forgotten.
    """
    patient = Patient.objects.get(uid=brought.patient_id)
    entries = _entries(brought, contents_of(brought))
    theirs = _whom(entries)
    person = _person(patient, entries, theirs)
    _settle_ids(brought, entries, patient)
    _relink(entries, theirs, patient)
    _find_present(entries)
    _judge(entries, patient)
    return Comparison(person, entries)


def _entries(brought: Brought, contents: list[Found]) -> list[Entry]:
    files = {file["name"]: file["sha256"] for file in brought.files}
    entries, seen = [], set()
    for number, found in enumerate(contents):
        mark = files.get(found.file.partition(": ")[0], "")[:16] + found.file
        their_id = id_there(id=found.id, full_url=found.url, file=mark, position=found.position)
        entry = Entry(str(number), found, their_id, "", {})
        try:
            entry.doc = json_text.read(found.text)
        except Refused as refusal:
            entry.state, entry.why = REFUSED, str(refusal)
        if (found.type, their_id) in seen:
            entry.state, entry.why = REFUSED, _("It stands in the files twice; the first one is shown.")
        seen.add((found.type, their_id))
        entries.append(entry)
    return entries


def _open(entries: list[Entry]) -> Iterator[Entry]:
    return (entry for entry in entries if entry.state != REFUSED)


def _whom(entries: list[Entry]) -> str:
    """Return the address, in the file, of the person most entries are about; "" where none are about anybody."""
    named = Counter(subject for entry in _open(entries) if (subject := _subject(entry.doc)))
    patients = [entry for entry in _open(entries) if entry.type == "Patient"]
    known = {address: entry for entry in patients for address in _addresses(entry)}
    if len(patients) == 1:
        return f"Patient/{patients[0].their_id}"
    if not named:
        return ""
    most = named.most_common(1)[0][0]
    return f"Patient/{known[most].their_id}" if most in known else most


def _subject(doc: dict) -> str:
    """Return the reference to the patient, as it stands in the file."""
    for element in ("subject", "patient", "beneficiary"):
        value = doc.get(element)
        if isinstance(value, dict) and isinstance(value.get("reference"), str):
            return relinking.keys_of(value["reference"])[0]
    return ""


def _addresses(entry: Entry) -> list[str]:
    return [f"{entry.type}/{entry.their_id}", *([entry.found.url] if entry.found.url else [])]


def _person(patient: Patient, entries: list[Entry], theirs: str) -> Person:
    there = next((each.doc for each in _open(entries) if f"{each.type}/{each.their_id}" == theirs), None)
    return held_against(record.content_of(patient), there) if there else nobody_named()


def _settle_ids(brought: Brought, entries: list[Entry], patient: Patient) -> None:
    """Give each the id under which it is or will be kept: as before, its own where that is free, or one made of it."""
    before = arrivals.logical_ids(brought.system, [(each.type, each.their_id) for each in entries])
    taken = _taken(entries, patient)
    for entry in entries:
        key = (entry.type, entry.their_id)
        own = entry.their_id if is_legal(entry.their_id) and key not in taken else ""
        entry.local = before.get(key) or own or new_id(brought.system, *key)


def _taken(entries: list[Entry], patient: Patient) -> set[tuple[str, str]]:
    """Return which of their ids are something else's here. What is here word for word is the same thing."""
    docs = {(entry.type, entry.their_id): entry.doc for entry in _open(entries)}
    return {
        (type, row.logical_id)
        for type, row in _rows_of((entry.type, entry.their_id) for entry in entries)
        if row.deleted_at
        or getattr(row, "patient_id", None) not in (None, patient.uid)
        or not _same_but_for_references(docs.get((type, row.logical_id), {}), row)
    }


def _rows_of(wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[str, record.Stored]]:
    by_type: dict[str, list[str]] = {}
    for type, logical_id in wanted:
        if type in parameters.types():
            by_type.setdefault(type, []).append(logical_id)
    for type, ids in by_type.items():
        yield from ((type, row) for row in rows.of_type(type, table_of(type).every).filter(logical_id__in=ids))


def _same_but_for_references(doc: dict, row: record.Stored) -> bool:
    here = record.content_of(row)
    return bool(doc) and _bare(doc) == _bare(here)


def _bare(doc: dict) -> dict:
    """Return what does not change with the patient or the ids around it."""
    return {key: value for key, value in doc.items() if key not in ("id", "meta") and not _refers(value)}


def _refers(value: Any) -> bool:
    return next(relinking.references_of(value), None) is not None


def _relink(entries: list[Entry], theirs: str, patient: Patient) -> None:
    """Let each name the others by the ids they have here, and the person by this patient."""
    here = f"Patient/{patient.logical_id}"
    local = {address: f"{entry.type}/{entry.local}" for entry in entries for address in _addresses(entry)}
    person = next((entry for entry in entries if f"{entry.type}/{entry.their_id}" == theirs), None)
    local |= dict.fromkeys(_addresses(person) if person else [theirs] if theirs else [], here)
    for entry in _open(entries):
        for owner, key in list(relinking.references_of(entry.doc)):
            owner[key] = relinking.relinked(owner[key], local.get)
        entry.doc = {"resourceType": entry.type, "id": entry.local} | {
            key: value for key, value in entry.doc.items() if key not in ("resourceType", "id")
        }


def _find_present(entries: list[Entry]) -> None:
    present = {(type, row.logical_id): row for type, row in _rows_of((each.type, each.local) for each in entries)}
    for entry in entries:
        row = present.get((entry.type, entry.local))
        entry.before = row if row is not None and row.deleted_at is None else None


def _judge(entries: list[Entry], patient: Patient) -> None:
    for entry in entries:
        if entry.state != REFUSED and (why := _why_not(entry, patient)):
            entry.state, entry.why = REFUSED, why
        if entry.state == REFUSED:
            entry.line = line_of(entry.doc or {"resourceType": entry.type}, None)
            continue
        entry.line = line_of(entry.doc, entries_of(entry.doc).at)
        entry.state = ALONG if entry.type in COMING_ALONG else NEW
        if entry.before is not None:
            entry.changes = _changes(entry)
            entry.state = DIFFERS if entry.changes and entry.type not in COMING_ALONG else SAME
    _refuse_what_rooms_keep(entries)


def _why_not(entry: Entry, patient: Patient) -> str:
    """Return why an entry cannot join this chart, "" where it can."""
    if entry.type not in parameters.types():
        return _("This kind of resource is not known to FHIR R4.")
    if entry.type == "Patient":
        return _("Who the patient is stays as it is here. Correct it on the page of their details.")
    if entry.type in APART:
        return _("This kind is not part of a chart.")
    if faults := [issue for issue in check(entry.doc) if issue.refuses]:
        return " ".join(dict.fromkeys(f"{each.expression}: {each.diagnostics}".lstrip(": ") for each in faults[:3]))
    about = entries_of(entry.doc).patient
    if entry.type in COMING_ALONG:
        return ""
    if about is None:
        return _("It does not say whom it is about.")
    if about != patient.logical_id:
        return _("It is about another person.")
    if entry.before is not None and getattr(entry.before, "patient_id", patient.uid) not in (None, patient.uid):
        return _("It is in another patient's chart here.")
    return ""


def _changes(entry: Entry) -> list[Change]:
    if same_content(entry.doc, entry.before):
        return []
    here, there = record.content_of(entry.before), entry.doc
    names = [name for name in (*there, *(each for each in here if each not in there)) if name not in ("id", "meta")]
    return [
        Change(name, shown(here.get(name)), shown(there.get(name)))
        for name in names
        if json_text.written({"v": here.get(name)}) != json_text.written({"v": there.get(name)})
    ]


def _refuse_what_rooms_keep(entries: list[Entry]) -> None:
    """Refuse what would change something that a room has made, or that is signed."""
    for entry in entries:
        if entry.state == DIFFERS and rows.is_signed(entry.before) and not rows.may_follow_signed(entry.doc):
            entry.state, entry.why = REFUSED, _("It is signed here and does not change any more.")
    for type in {entry.type for entry in entries if entry.can_be_merged}:
        keeper = keepers.keeper_of(type)
        if isinstance(keeper, GuardedKeeper):
            of_type = [entry for entry in entries if entry.type == type and entry.can_be_merged]
            for position, why in keeper.refusals([entry.doc for entry in of_type]).items():
                of_type[position].state, of_type[position].why = REFUSED, why
