"""One document of a chart, opened: what it says in plain words, who wrote it and when, and what it said before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from telepraxis.base import record
from telepraxis.base.fhir import json_text
from telepraxis.base.record.models import Patient, Version, table_of
from telepraxis.base.ui.times import day_clock_text, written_date_text
from telepraxis.care.incoming.lines import words_of

from .flags import Flag, Person, Usual, flagged, range_of
from .kinds import PATIENT, RESULTS, VITALS
from .lines import who_of
from .models import Line
from .texts import plain
from .ways import Way, way_to

SILENT = frozenset(
    {"resourceType", "id", "meta", "text", "subject", "patient", "extension", "modifierExtension", "identifier",
     "contained", "implicitRules", "language", "statusHistory", "section", "component", "referenceRange"}
)  # fmt: skip
SAID: dict[str, Promise] = {
    "status": gettext_lazy("Status"), "clinicalStatus": gettext_lazy("Status"),
    "verificationStatus": gettext_lazy("Certainty"), "category": gettext_lazy("Category"), "code": gettext_lazy("What"),
    "severity": gettext_lazy("Severity"), "onset": gettext_lazy("Since"), "abatement": gettext_lazy("Until"),
    "effective": gettext_lazy("When"), "performed": gettext_lazy("When"), "occurrence": gettext_lazy("When"),
    "date": gettext_lazy("When"), "period": gettext_lazy("When"), "recordedDate": gettext_lazy("Recorded"),
    "authoredOn": gettext_lazy("Recorded"), "issued": gettext_lazy("Issued"), "value": gettext_lazy("Value"),
    "interpretation": gettext_lazy("Interpretation"), "note": gettext_lazy("Remark"),
    "reasonCode": gettext_lazy("Reason"), "bodySite": gettext_lazy("Where on the body"),
    "method": gettext_lazy("How"), "device": gettext_lazy("Device"), "performer": gettext_lazy("By"),
    "author": gettext_lazy("By"), "recorder": gettext_lazy("By"), "asserter": gettext_lazy("Said by"),
    "requester": gettext_lazy("Ordered by"), "medication": gettext_lazy("Medicine"),
    "dosage": gettext_lazy("How to take it"), "dosageInstruction": gettext_lazy("How to take it"),
    "reaction": gettext_lazy("Reaction"), "criticality": gettext_lazy("How dangerous"), "type": gettext_lazy("Kind"),
    "conclusion": gettext_lazy("Conclusion"), "description": gettext_lazy("Description"),
    "title": gettext_lazy("Title"), "vaccineCode": gettext_lazy("Vaccine"), "lotNumber": gettext_lazy("Lot"),
    "site": gettext_lazy("Where on the body"), "participant": gettext_lazy("Taking part"),
    "relationship": gettext_lazy("Relative"), "condition": gettext_lazy("Illnesses"), "content": gettext_lazy("File"),
    "class": gettext_lazy("Class"), "statusReason": gettext_lazy("Why"), "intent": gettext_lazy("Intent"),
    "activity": gettext_lazy("Steps"), "encounter": gettext_lazy("Visit"), "item": gettext_lazy("Answers"),
}  # fmt: skip
DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T.*)?)?)?")
CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
LONGEST = 600
CHOICE = re.compile(r"^(onset|abatement|effective|performed|occurrence|value|medication)(?=[A-Z])")


@dataclass(frozen=True)
class Opened:
    """A document as its reader sees it."""

    line: Line
    rows: list[tuple[str, str]]
    parts: list[tuple[str, str]]  # sections of a note, numbers of a panel: heading and text
    flag: Flag | None
    usual: Usual | None
    who: str
    source: str
    versions: list[Version]  # the newest first
    way: Way | None  # to the room that owns it
    measures: bool  # whether it belongs to a series that can be drawn


def opened(line: Line, records: Sequence[UUID]) -> Opened | None:
    """Return the document behind a line, None when it is gone from these records meanwhile. At most five queries."""
    rows = table_of(line.type).objects.filter(uid=line.uid, patient_id__in=records)
    if (row := rows.first()) is None:
        return None
    doc = record.content_of(row)
    person = Person(*Patient.every.values_list("birth_date", "gender").get(uid=row.patient_id))
    is_observation = line.type == "Observation"
    return Opened(
        line=line,
        rows=list(_rows(doc)),
        parts=list(_parts(doc)),
        flag=flagged(doc, line.at, person) if is_observation else None,
        usual=range_of(doc, line.at, person) if is_observation else None,
        who=who_of(doc),
        source=_source(doc),
        versions=record.history(line.type, line.logical_id),
        way=way_to(line, row),
        measures=line.kind in (RESULTS, VITALS, PATIENT) and bool(line.series) and not line.in_error,
    )


def version_before(line: Line, number: int) -> tuple[Version, list[tuple[str, str]], list[tuple[str, str]]] | None:
    """Return an earlier version of a document with what it said, None where there is none. One query."""
    found = next((each for each in record.history(line.type, line.logical_id) if each.version == number), None)
    if found is None or not found.doc:
        return None
    doc = json_text.read(found.doc)
    return found, list(_rows(doc)), list(_parts(doc))


def _rows(doc: dict) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for name, value in doc.items():
        plain_name = CHOICE.match(name)[0] if CHOICE.match(name) else name
        if name.startswith("_") or plain_name in SILENT:
            continue
        said = _said(value)
        if said and said not in seen:
            seen.add(said)
            label = SAID.get(plain_name) or CAPITAL.sub(" ", plain_name).capitalize()
            yield str(label), said[:LONGEST] + "…" * (len(said) > LONGEST)


def _parts(doc: dict) -> Iterator[tuple[str, str]]:
    for section in doc.get("section") or ():
        text = "\n".join(filter(None, map(str.strip, plain((section.get("text") or {}).get("div", "")).splitlines())))
        yield section.get("title") or words_of(section.get("code")), text
        yield from _parts(section)
    for component in doc.get("component") or ():
        value = next((words_of(component[name]) for name in component if name.startswith("value")), "")
        yield words_of(component.get("code")), value


def _said(value: object) -> str:
    """Return what any element says in words: a date as it was written, a period from and until, a list one by one."""
    if isinstance(value, str):
        return _date(value) if DATE.fullmatch(value) else value
    if isinstance(value, list):
        return "; ".join(dict.fromkeys(filter(None, map(_said, value))))
    if not isinstance(value, dict):
        return words_of(value)
    if value.keys() & {"start", "end"}:
        return " – ".join(_date(value.get(end, "")) for end in ("start", "end")).strip(" –")
    if set(value) <= {"reference", "type", "identifier"} and "reference" in value:
        return ""
    inner = words_of(value)
    if inner and inner != value.get("reference"):
        return inner
    kept = {name: each for name, each in value.items() if name not in SILENT | {"data", "url", "hash", "linkId"}}
    return ", ".join(dict.fromkeys(filter(None, map(_said, kept.values()))))


def _date(text: str) -> str:
    if "T" not in text:
        return written_date_text(text)
    try:
        return day_clock_text(datetime.fromisoformat(text))
    except ValueError:
        return text


def _source(doc: dict) -> str:
    """Return the system that the document came from, "" for one of the house's own."""
    source = str((doc.get("meta") or {}).get("source") or "").partition("#")[0]
    return unquote(source.removeprefix("urn:telepraxis:source:"))
