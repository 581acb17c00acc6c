"""What stands on the lists of a chart, whoever wrote it and wherever it came from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

import orjson
from django.utils import timezone
from django.utils.translation import gettext as _

from telepraxis.base import record
from telepraxis.base.record.models import Observation, Resource
from telepraxis.base.ui.times import day_text
from telepraxis.care.incoming.lines import words_of
from telepraxis.registry.patients.identity import uids_of

from .finding import is_ruled_out
from .kind import Kind, Standing
from .kinds import KINDS
from .kinds.allergy import ALLERGY, is_contradicted, says_none_at_all, says_none_known
from .kinds.medicine import MEDICINE
from .parts import ToldByPatient, subject_of
from .places import at
from .review import is_review

LINE = " · "
COLUMNS = ("uid", "patient_id", "logical_id", "version", "doc")
SAID_BY = ("recorder", "informationSource", "source", "asserter", "performer.0.actor", "performer.0", "expressedBy")
WRITTEN_AT = ("recordedDate", "dateAsserted", "recorded", "issued", "recordedOn", "date", "statusDate", "startDate")
SAFE_STATES = ("active", "completed", "final", "")  # those that need no word on a line


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a list, readable. Its words are made of `doc` when they are shown."""

    uid: UUID
    patient: UUID
    kind: Kind
    logical_id: str
    version: int
    doc: dict
    day: str  # to sort by
    standing: Standing

    @property
    def type(self) -> str:
        return self.doc["resourceType"]

    @cached_property
    def what(self) -> str:
        return self.kind.what(self.doc)

    @cached_property
    def more(self) -> list[str]:
        return self.kind.said_more(self.doc)

    @cached_property
    def when(self) -> str:
        """The date as exactly as it is known."""
        return self.kind.when(self.doc)

    @cached_property
    def state(self) -> str:
        """The state in words, "" where the line needs none."""
        return _state(self.kind, self.doc)

    @cached_property
    def who(self) -> str:
        return who_of(self.doc)

    @cached_property
    def source(self) -> str:
        return source_of(self.doc)

    @property
    def document_id(self) -> str:
        """The logical id of the DocumentReference from which it was taken over, "" where it was not."""
        kind, _slash, logical_id = (at(self.doc, "meta.source") or "").partition("/")
        return logical_id if kind == "DocumentReference" else ""

    @cached_property
    def written_at(self) -> datetime:
        return _written_at(self.doc) or datetime.fromisoformat(self.doc["meta"]["lastUpdated"])

    @cached_property
    def told_by_patient(self) -> bool:
        return _told_by_patient(self.kind, self.doc)

    @property
    def said_line(self) -> str:
        """What follows its name: how it showed, how it is taken."""
        return LINE.join(self.more)

    @property
    def short_line(self) -> str:
        """The same, with where it comes from."""
        told = _("told by the patient") if self.told_by_patient else ""
        source = _("from %(source)s") % {"source": self.source} if self.source else ""
        return LINE.join(filter(None, [self.why_error, *self.more, told, source]))

    @property
    def whole_line(self) -> str:
        """The same, with who wrote it down, and when."""
        who = "" if self.told_by_patient else self.who
        return LINE.join(filter(None, [self.short_line, who, day_text(self.written_at)]))

    @property
    def is_none_known(self) -> bool:
        """Whether it states that no allergies are known, of whatever sort or of one."""
        return self.type == ALLERGY.type and says_none_known(self.doc)

    @property
    def is_none_at_all(self) -> bool:
        return self.type == ALLERGY.type and says_none_at_all(self.doc)

    @property
    def is_active(self) -> bool:
        return self.standing is Standing.ACTIVE

    @property
    def is_past(self) -> bool:
        return self.standing is Standing.PAST

    @property
    def is_error(self) -> bool:
        return self.standing is Standing.ERROR

    @property
    def is_kept_here(self) -> bool:
        """Whether this room changes it: a prescription, say, is changed where one prescribes."""
        return self.type == self.kind.type

    @property
    def why_error(self) -> str:
        """Why it was marked as entered in error."""
        notes = self.doc.get("note") or [{}]
        return notes[-1].get("text", "") if self.is_error else ""

    @property
    def is_grave(self) -> bool:
        """Whether it is an allergy that may kill."""
        severities = {reaction.get("severity") for reaction in self.doc.get("reaction", [])}
        return self.is_active and ("severe" in severities or self.doc.get("criticality") == "high")


@dataclass(frozen=True)
class Review:
    """When, and by whom, all medicines were gone through with the patient."""

    at: datetime
    who: str


@dataclass(frozen=True)
class Lists:
    """Everything on the lists of one patient."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    review: Review | None = None

    def standing(self, kind: str) -> list[Entry]:
        """Return what holds today; a statement that none is known only as long as nothing contradicts it."""
        active = [entry for entry in self.entries.get(kind, ()) if entry.is_active]
        if active and active[0].kind.keeps_newest:
            return active[:1]
        known = [entry for entry in active if not entry.is_none_known]
        contradicted = is_contradicted if known else lambda doc: False
        statements = [entry for entry in active if entry.is_none_known and not contradicted(entry.doc)]
        return [*known, *statements]

    def past(self, kind: str) -> list[Entry]:
        """Return what is over, and statements of none that came to be untrue."""
        standing = {entry.uid for entry in self.standing(kind)}
        return [entry for entry in self.entries.get(kind, ()) if not entry.is_error and entry.uid not in standing]

    def in_error(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries.get(kind, ()) if entry.is_error]


def entries_of(patient: UUID, kinds: Iterable[Kind] = KINDS) -> dict[str, list[Entry]]:
    """Return {kind: its entries, the newest first}, of all records of the person. Two queries."""
    return lists_of(patient, kinds).entries


def lists_of(patient: UUID, kinds: Iterable[Kind] = KINDS) -> Lists:
    """Return the lists of the person, in all their records. Two queries, however much there is."""
    kinds = tuple(kinds)
    home = {type: kind for kind in kinds if not kind.codes for type in (kind.type, *kind.also)}
    home |= {code: kind for kind in kinds for code in kind.codes}
    found: dict[str, list[Entry]] = {kind.name: [] for kind in kinds}
    reviews = []
    for key, *row in [*_resources(patient, kinds), *_observations(patient, kinds)]:
        if key == "List":
            reviews.append(orjson.loads(row[-1]))
        else:
            found[home[key].name].append(_entry(home[key], *row))
    for kind in kinds:
        found[kind.name] = _in_order(kind, found[kind.name])
    return Lists(found, _review(reviews))


def entry_of(kind: Kind, row: record.Stored) -> Entry:
    """Return the entry that a row stands for, its document read digit by digit."""
    doc = record.content_of(row)
    return _entry(kind, row.uid, row.patient_id, row.logical_id, row.version, doc)


def _entry(kind: Kind, uid: UUID, patient: UUID, logical_id: str, version: int, doc: dict | str) -> Entry:
    doc = orjson.loads(doc) if isinstance(doc, str) else doc
    return Entry(
        uid=uid,
        patient=patient,
        kind=kind,
        logical_id=logical_id,
        version=version,
        doc=doc,
        day=kind.day(doc),
        standing=Standing.PAST if is_ruled_out(doc) else kind.standing(doc),
    )


def allergy_line(patient: UUID) -> dict:
    """Return what a banner says of allergies: {"tone", "text", "entries", "is_known"}. Two queries."""
    return banner_of(lists_of(patient, (ALLERGY,)))


def banner_of(lists: Lists) -> dict:
    """Return the banner's words from lists that were read already."""
    standing = lists.standing(ALLERGY.name)
    known = sorted((entry for entry in standing if not entry.is_none_known), key=lambda entry: not entry.is_grave)
    if known:
        said = "; ".join(", ".join([entry.what, *entry.more[:1]]) for entry in known)
        return {"tone": "danger", "text": _("Allergy: %(what)s") % {"what": said}, "entries": known, "is_known": True}
    if standing:
        said = _("No known allergies") if standing[0].is_none_at_all else "; ".join(entry.what for entry in standing)
        return {"tone": "", "text": said, "entries": standing, "is_known": True}
    return {"tone": "warn", "text": _("Allergies not asked yet"), "entries": [], "is_known": False}


def who_of(doc: dict) -> str:
    """Return who said it, as the document names them."""
    for place in SAID_BY:
        if (found := at(doc, place)) and (said := words_of(found)):
            return said
    return ""


def source_of(doc: dict) -> str:
    """Return where the document comes from, "" where it was written here."""
    source = at(doc, "meta.source") or ""
    if source.startswith("DocumentReference/"):
        return _("a document")
    return source.removeprefix("urn:telepraxis:source:").replace("%20", " ")


def _resources(patient: UUID, kinds: tuple[Kind, ...]) -> list[tuple]:
    types = {type for kind in kinds if not kind.codes for type in (kind.type, *kind.also)}
    if MEDICINE.type in types:
        types.add("List")
    rows = Resource.objects.filter(patient_id__in=uids_of(patient), type__in=sorted(types))
    return list(rows.order_by("-uid").values_list("type", *COLUMNS))


def _observations(patient: UUID, kinds: tuple[Kind, ...]) -> list[tuple]:
    codes = set().union(*(kind.codes for kind in kinds))
    if not codes:
        return []
    rows = Observation.objects.filter(patient_id__in=uids_of(patient), code__in=sorted(codes))
    return list(rows.order_by("-uid").values_list("code", *COLUMNS))


def _in_order(kind: Kind, entries: list[Entry]) -> list[Entry]:
    """The newest first; what has no date comes last, in the order in which it was written."""
    dated = sorted(entries, key=lambda entry: entry.day, reverse=True)
    return sorted(dated, key=lambda entry: not entry.is_grave) if kind is ALLERGY else dated


def _state(kind: Kind, doc: dict) -> str:
    """Return the state in words where a reader must know it, with how certain it is."""
    if doc["resourceType"] != kind.type:
        return str(_("prescribed here"))
    said = [part.said(doc) for part in kind.parts if part.name in ("state", "certainty") and _must_be_said(part, doc)]
    return ", ".join(filter(None, said))


def _must_be_said(part, doc: dict) -> bool:
    return part.read(doc) not in (*SAFE_STATES, "confirmed")


def _told_by_patient(kind: Kind, doc: dict) -> bool:
    return any(part.read(doc) for part in kind.parts if isinstance(part, ToldByPatient) and subject_of(doc))


def _written_at(doc: dict) -> datetime | None:
    for element in WRITTEN_AT:
        text = doc.get(element)
        try:
            if isinstance(text, str) and len(text) >= 10:
                found = datetime.fromisoformat(text)
                return found if found.tzinfo else timezone.make_aware(found)
        except ValueError:
            continue
    return None


def _review(lists: list[dict]) -> Review | None:
    reviews = sorted((doc for doc in lists if is_review(doc)), key=lambda doc: doc.get("date", ""), reverse=True)
    for doc in reviews:
        if (when := _written_at(doc)) is not None:
            return Review(when, words_of(doc.get("source")))
    return None
