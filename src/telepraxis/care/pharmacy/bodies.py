"""What the two sides write to each other, as FHIR has it: a Bundle with a Task and the documents it is about. Pure.

The Task (http://hl7.org/fhir/R4/task.html) says what is asked or told; what R4 has no element for stands in its inputs.
A *line* is an input that names the MedicationRequest and says the rest beside it. Money is in minor units.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from telepraxis.base.fhir import json_text

URN = "urn:telepraxis:pharmacy"
LINE = "line"
LONGEST_ADDRESS = 500


class NotUnderstood(ValueError):
    """A body that no installation of this kind writes."""


@dataclass(frozen=True)
class LineSaid:
    """What a message says of one prescribed line. `line` is the issuer's name for it."""

    line: UUID
    said: dict[str, str]

    def text(self, name: str) -> str:
        return self.said.get(name, "")

    def amount(self, name: str) -> Decimal | None:
        """:raises NotUnderstood: it is no quantity."""
        return _number(self.said.get(name))

    def minor(self, name: str) -> int | None:
        """:raises NotUnderstood: it is no sum."""
        return _minor(self.said.get(name))

    def day(self, name: str) -> date | None:
        return _read(date.fromisoformat, self.said.get(name))

    def time(self, name: str) -> datetime | None:
        return _time(self.said.get(name))


@dataclass(frozen=True)
class Said:
    """A message as it was understood."""

    fields: dict[str, str] = field(default_factory=dict)
    lines: tuple[LineSaid, ...] = ()
    documents: tuple[dict, ...] = ()

    def text(self, name: str, most: int = 300) -> str:
        return self.fields.get(name, "")[:most]

    def minor(self, name: str) -> int | None:
        """:raises NotUnderstood: it is no sum."""
        return _minor(self.fields.get(name))

    def time(self, name: str) -> datetime | None:
        """:raises NotUnderstood: it is no time with a zone."""
        return _time(self.fields.get(name))

    def page(self, name: str) -> str:
        """Return an address of the web, "" where something else is said."""
        said = self.fields.get(name, "")
        return said if said.startswith(("https://", "http://")) and len(said) <= LONGEST_ADDRESS else ""

    def id(self, name: str) -> UUID | None:
        return _read(UUID, self.fields.get(name))

    def of_type(self, type: str) -> list[dict]:
        return [doc for doc in self.documents if doc.get("resourceType") == type]

    def document(self, type: str, id: str) -> dict | None:
        return next((doc for doc in self.of_type(type) if doc.get("id") == id), None)


def body(kind: str, fields: dict, lines: Iterable[dict] = (), documents: Iterable[dict] = ()) -> dict:
    """Return a message. Each of `lines` is a dict with `line` and whatever else is said of it; what is empty is left
    out.
    """
    inputs = [_input(name, value) for name, value in fields.items() if not _is_empty(value)]
    inputs += [_line(each) for each in lines]
    task = {
        "resourceType": "Task",
        "status": "requested",
        "intent": "order",
        "code": {"coding": [{"system": URN, "code": kind}]},
        "input": inputs,
    }
    entries = [{"resource": each} for each in (task, *documents)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def read(said: dict) -> Said:
    """Return what a message says.

    :raises NotUnderstood: nobody here wrote it so.
    """
    try:
        if "\\u0000" in json_text.written(said):
            raise NotUnderstood("It holds what is no text.")
        documents = [each["resource"] for each in said["entry"]]
        task = documents[0]
        if task["resourceType"] != "Task" or not all(isinstance(each, dict) for each in documents):
            raise NotUnderstood("The first entry is no Task.")
        inputs = task.get("input", [])
        fields = {each["type"]["text"]: str(each["valueString"]) for each in inputs if each["type"]["text"] != LINE}
        lines = [_read_line(each) for each in inputs if each["type"]["text"] == LINE]
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as fault:
        raise NotUnderstood(str(fault)) from fault
    if len({each.line for each in lines}) < len(lines):
        raise NotUnderstood("A line stands there twice.")
    return Said(fields, tuple(lines), tuple(documents[1:]))


def read_id(text: str) -> UUID | None:
    """:raises NotUnderstood: it is no id."""
    return _read(UUID, text or None)


def _input(name: str, value) -> dict:
    return {"type": {"text": name}, "valueString": _written(value)}


def _line(said: dict) -> dict:
    more = [
        {"url": f"{URN}:{name}", "valueString": _written(value)} for name, value in said.items() if not _is_empty(value)
    ]
    return {"type": {"text": LINE}, "valueString": str(said["line"]), "extension": more}


def _read_line(said: dict) -> LineSaid:
    more = {each["url"].removeprefix(f"{URN}:"): str(each["valueString"]) for each in said.get("extension", [])}
    return LineSaid(UUID(said["valueString"]), more)


def _written(value) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _is_empty(value) -> bool:
    return value is None or value == ""


def _number(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation as fault:
        raise NotUnderstood(text) from fault
    if not found.is_finite() or not 0 <= found < 10**10 or found != round(found, 3):
        raise NotUnderstood(text)
    return found


def _minor(text: str | None) -> int | None:
    found = _number(text)
    if found is not None and found != int(found):
        raise NotUnderstood(text)
    return None if found is None else int(found)


def _time(text: str | None) -> datetime | None:
    found = _read(datetime.fromisoformat, text)
    if found is not None and found.tzinfo is None:
        raise NotUnderstood(text)
    return found


def _read(how, text: str | None):
    if text is None:
        return None
    try:
        return how(text)
    except ValueError as fault:
        raise NotUnderstood(text) from fault
