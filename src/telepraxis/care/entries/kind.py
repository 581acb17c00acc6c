"""A kind: one list of the chart, said declaratively. Pure."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localdate

from telepraxis.care.incoming.lines import date_written, line_of

from .parts import Choice, Part, words_of
from .places import at, put

Words = str | Promise
Values = dict[str, Any]
ERROR = "entered-in-error"
VERIFICATION = {
    "Condition": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
    "AllergyIntolerance": "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
}


class Standing(StrEnum):
    """Whether an entry holds today."""

    ACTIVE = "active"
    PAST = "past"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How an entry comes to an end: the words of the button, and what is written then."""

    button: Words
    asks_why: Words
    part: str  # the part that says the state, and
    becomes: str  # its value afterwards
    day: str  # the part that keeps the day of the end, "" where there is none
    why: str = ""  # the part that keeps the reason


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One list: which documents stand for its lines, and what a line says.

    `main` names the part that says what it is, `more` those that follow it on the line, `dated` the one that sorts it.
    `fixed` is what each new document begins with; `stamped` where it says by whom and when it was written down.
    """

    name: str
    label: Words
    one: Words
    type: str
    parts: tuple[Part, ...]
    main: str
    more: tuple[str, ...] = ()
    dated: str = ""
    state: str = ""
    past: frozenset[str] = frozenset()
    subject: str = "subject"
    fixed: dict = field(default_factory=dict)
    stamped_by: str = ""
    stamped_at: str = ""
    ending: Ending | None = None
    check: Callable[[Values], dict[str, Words]] = lambda values: {}
    also: tuple[str, ...] = ()  # further types shown in the list, and written elsewhere
    codes: frozenset[str] = frozenset()  # which Observations are meant
    keeps_newest: bool = False  # a newer entry about the same takes the place of the older
    begins: str = ""  # the element that is the day of writing unless another is given
    stamps_day: bool = False  # the moment of writing is kept as a day
    group: Words = ""  # under which short lists stand together
    plain: Words = ""  # what the patient reads above the list

    @cached_property
    def by_name(self) -> dict[str, Part]:
        return {part.name: part for part in self.parts}

    def usual(self) -> Values:
        """Return what a new entry says unless told otherwise."""
        return {part.name: part.usual for part in self.parts if isinstance(part, Choice) and part.usual}

    def read(self, doc: dict) -> Values:
        """Return what a document says, by the names of the parts."""
        return {part.name: part.read(doc) for part in self.parts}

    def begun(self, subject: dict, who: dict, now: datetime) -> dict:
        """Return a new document about the patient that says nothing yet."""
        doc = {"resourceType": self.type} | copy.deepcopy(self.fixed) | {self.subject: subject}
        if self.stamped_by:
            put(doc, self.stamped_by, who)
        if self.stamped_at:
            put(doc, self.stamped_at, localdate(now).isoformat() if self.stamps_day else now.isoformat())
        if self.begins:
            doc[self.begins] = localdate(now).isoformat()
        return doc

    def written(self, doc: dict, values: Values) -> dict:
        """Return the document with the values that are other than it says; all else stays as it is."""
        doc = copy.deepcopy(doc)
        before = self.read(doc)
        for part in self.parts:
            if part.name in values and values[part.name] != before[part.name]:
                part.write(doc, values[part.name])
                if part.name == self.main and self.type == "Observation":
                    _keep_one_value(doc, part.place)
        return doc

    def what(self, doc: dict) -> str:
        """Return what the entry is, in words."""
        if doc["resourceType"] != self.type:
            return _elsewhere(doc)
        said = self.by_name[self.main].said(doc)
        if self.group:
            return f"{self.label}: {said or line_of(doc, None).value}"
        return said or line_of(doc, None).what

    def said_more(self, doc: dict) -> list[str]:
        """Return what follows on the line."""
        if doc["resourceType"] != self.type:
            return [said for said in (str(at(doc, "dosageInstruction.0.text") or ""),) if said]
        parts = self.by_name
        return [said for name in self.more if (said := parts[name].said(doc))]

    def when(self, doc: dict) -> str:
        """Return the date of the entry as exactly as it is known, "" when it is not."""
        if self.dated and doc["resourceType"] == self.type:
            return self.by_name[self.dated].said(doc)
        return ""

    def day(self, doc: dict) -> str:
        """Return the date to sort by."""
        own = self.by_name[self.dated].read(doc) if self.dated and doc["resourceType"] == self.type else ""
        return own or date_written(doc)[:10]

    def standing(self, doc: dict) -> Standing:
        """Return whether it holds today."""
        if is_in_error(doc):
            return Standing.ERROR
        return Standing.PAST if state_of(doc, self.state) in self.past else Standing.ACTIVE


def _keep_one_value(doc: dict, place: str) -> None:
    """Take out a value of another type, and why there was none (obs-6)."""
    for other in [key for key in doc if key.lstrip("_").startswith("value") and key != place]:
        del doc[other]
    doc.pop("dataAbsentReason", None)


def state_of(doc: dict, element: str) -> str:
    """Return the code of a status, whether it is a code or a concept."""
    value = doc.get(element, "")
    return at(value, "coding.0.code") or "" if isinstance(value, dict) else value


def is_in_error(doc: dict) -> bool:
    """Tell whether a document was marked as entered in error."""
    return ERROR in (doc.get("status"), doc.get("lifecycleStatus"), at(doc, "verificationStatus.coding.0.code"))


def marked_in_error(doc: dict, note: dict) -> dict:
    """Return the document marked as entered in error, with why; it has no clinical status then (con-5, ait-2)."""
    doc = copy.deepcopy(doc)
    if system := VERIFICATION.get(doc["resourceType"]):
        doc["verificationStatus"] = {"coding": [{"system": system, "code": ERROR}]}
        doc.pop("clinicalStatus", None)
    else:
        doc["lifecycleStatus" if doc["resourceType"] == "Goal" else "status"] = ERROR
    doc["note"] = [*doc.get("note", []), note]
    return doc


def _elsewhere(doc: dict) -> str:
    """Return what a document of another type in the list is about."""
    return words_of(doc.get("medicationCodeableConcept")) or words_of(doc.get("medicationReference"))
