"""One line of a list, as people read it: what it is, since when, who said so, whether it holds."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from telepraxis.base import record
from telepraxis.base.ui.times import day_text
from telepraxis.care.incoming.lines import words_of

from .finding import is_ruled_out
from .kind import Kind, Standing
from .kinds.allergy import ALLERGY, says_none_at_all, says_none_known
from .parts import ToldByPatient, subject_of
from .places import at

LINE = " · "
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

    @property
    def type(self) -> str:
        return self.doc["resourceType"]

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.kind, self.doc)

    @cached_property
    def day(self) -> str:
        """The date to sort by, "" where it has none."""
        return self.kind.day(self.doc)

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
        return moment_written(self.doc) or datetime.fromisoformat(self.doc["meta"]["lastUpdated"])

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


def entry_of(kind: Kind, row: record.Stored) -> Entry:
    """Return the entry that a row stands for, its document read digit by digit."""
    its = {"uid": row.uid, "patient": row.patient_id, "logical_id": row.logical_id, "version": row.version}
    return Entry(kind=kind, doc=record.content_of(row), **its)


def standing_of(kind: Kind, doc: dict) -> Standing:
    """Return whether an entry holds today; what was ruled out is over."""
    return Standing.PAST if is_ruled_out(doc) else kind.standing(doc)


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


def moment_written(doc: dict) -> datetime | None:
    """Return when the document says that it was written down, None where it does not."""
    for element in WRITTEN_AT:
        text = doc.get(element)
        try:
            if isinstance(text, str) and len(text) >= 10:
                found = datetime.fromisoformat(text)
                return found if found.tzinfo else timezone.make_aware(found)
        except ValueError:
            continue
    return None
