"""What an entry says, part by part: how a part is read out of a FHIR document and written into it. Pure.

Only a part whose value changed is written, so a coding, an extension or a period that this house does not model
stays as it came.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from telepraxis.base.ui.times import written_date_text
from telepraxis.care.incoming.lines import words_of

from .places import at, put

Words = str | Promise
LONGEST = 300
ORIGINS = "http://terminology.hl7.org/CodeSystem/immunization-origin"
CODE = re.compile(r"[^\s]+( [^\s]+)*")
VARIANTS = ("DateTime", "Date", "Period", "Age", "Range", "String", "Duration")  # as which a date may stand there
PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S+")


@dataclass(frozen=True)
class Coded:
    """Something in words, with its code where it has one."""

    text: str = ""
    system: str = ""
    code: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.code)

    def __str__(self) -> str:
        return self.text or self.code


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing an entry says, at one place of the document."""

    name: str
    label: Words
    place: str
    hint: Words = ""
    required: bool = False
    is_more: bool = False  # asked under "More"
    empty: Any = ""

    def read(self, doc: dict) -> Any:
        return at(doc, self.place) or self.empty

    def write(self, doc: dict, value: Any) -> None:
        put(doc, self.place, value)

    def said(self, doc: dict) -> str:
        """Return the part in words, "" where the document says nothing of it."""
        return words_of(self.read(doc))[:LONGEST]

    def taken(self, value: Any) -> Any:
        """Return a value as the part keeps it."""
        return value.strip() if isinstance(value, str) else value

    def fault(self, value: Any, today: date) -> str:
        """Return what is wrong with a new value, "" when nothing is."""
        return ""


@dataclass(frozen=True, kw_only=True)
class Text(Part):
    """Words."""

    longest: int = LONGEST
    rows: int = 1

    def read(self, doc: dict) -> str:
        return words_of(at(doc, self.place))

    def fault(self, value: str, today: date) -> str:
        return _too_long(value, self.longest)


@dataclass(frozen=True, kw_only=True)
class Name(Text):
    """Somebody or some place by its name: another name is no longer the document that was referred to."""

    def write(self, doc: dict, value: str) -> None:
        put(doc, self.place, {"display": value} if value else None)


@dataclass(frozen=True, kw_only=True)
class Phone(Text):
    """A telephone number."""

    longest: int = 60

    def write(self, doc: dict, value: str) -> None:
        put(doc, self.place, {"system": "phone", "value": value} if value else None)

    def read(self, doc: dict) -> str:
        return at(doc, f"{self.place}.value") or ""


@dataclass(frozen=True, kw_only=True)
class Concept(Part):
    """A CodeableConcept, typed and perhaps picked from a terminology (`picks`, "" for words alone)."""

    picks: str = ""
    empty: Coded = Coded()

    def read(self, doc: dict) -> Coded:
        concept = at(doc, self.place)
        if not isinstance(concept, dict):
            return Coded()
        coding = next((each for each in concept.get("coding", []) if each.get("code")), {})
        return Coded(words_of(concept), coding.get("system", ""), coding.get("code", ""))

    def write(self, doc: dict, value: Coded) -> None:
        put(doc, self.place, concept_of(value))

    def said(self, doc: dict) -> str:
        return str(self.read(doc))[:LONGEST]

    def taken(self, value: Coded | str) -> Coded:
        value = Coded(value) if isinstance(value, str) else value
        text, code = " ".join(value.text.split()), value.code.strip()
        return Coded(text, value.system.strip(), code) if code else Coded(text)

    def fault(self, value: Coded, today: date) -> str:
        legal = not value.code or (ADDRESS.fullmatch(value.system) and CODE.fullmatch(value.code))
        return _too_long(value.text, LONGEST) or (
            "" if legal else _("Choose from the list again, or write it in words.")
        )


@dataclass(frozen=True, kw_only=True)
class Choice(Part):
    """One of a few: a plain code, or with `system` a CodeableConcept. A value from elsewhere stays a choice."""

    options: dict[str, Words]
    system: str = ""
    usual: str = ""
    displays: dict[str, str] = field(default_factory=dict)  # as the code system says it, where that is not the code

    def read(self, doc: dict) -> str:
        value = at(doc, self.place)
        if not self.system or isinstance(value, str):
            return value if isinstance(value, str) else ""
        codings = value.get("coding", []) if isinstance(value, dict) else []
        ours = next((each["code"] for each in codings if each.get("system") == self.system and "code" in each), "")
        return ours or (words_of(value) if value else "")

    def write(self, doc: dict, value: str) -> None:
        if not self.system or not value:
            return put(doc, self.place, value)
        if value not in self.options:
            return put(doc, self.place, {"text": value})
        coding = {"system": self.system, "code": value}
        if display := self.displays.get(value):
            coding["display"] = display
        return put(doc, self.place, {"coding": [coding]})

    def said(self, doc: dict) -> str:
        value = self.read(doc)
        return str(self.options.get(value, value))

    def fault(self, value: str, today: date) -> str:
        return "" if not value or value in self.options else _("Choose one of these.")


@dataclass(frozen=True, kw_only=True)
class Day(Part):
    """A date as exactly as it is known: a year, a month, a day. `place` is the element without its type: `onset`.

    One that stands there as an age, a period or in words is shown, and replaced only by a date that is typed.
    """

    as_type: str = "DateTime"
    may_be_ahead: bool = False

    @property
    def element(self) -> str:
        return f"{self.place}{self.as_type}"

    def read(self, doc: dict) -> str:
        return (at(doc, self.element) or "")[:10]

    def write(self, doc: dict, value: str) -> None:
        if value and self.as_type:
            outer, _, name = self.place.rpartition(".")
            container = (at(doc, outer) if outer else doc) or {}
            for other in [key for key in container if key.lstrip("_") in {f"{name}{type}" for type in VARIANTS}]:
                del container[other]
        put(doc, self.element, value)

    def said(self, doc: dict) -> str:
        if found := at(doc, self.element):
            return written_date_text(found)
        return _otherwise(doc, self.place) if self.as_type == "DateTime" else ""

    def fault(self, value: str, today: date) -> str:
        if not value:
            return ""
        try:
            first = date.fromisoformat(f"{value}-01-01"[:10]) if PARTIAL_DATE.fullmatch(value) else None
        except ValueError:
            first = None
        if first is None:
            return _("Write a date such as 2015, 2015-03 or 2015-03-14.")
        if first.year < 1880:
            return _("That lies too long ago. Check the year.")
        return _("That lies in the future.") if first > today and not self.may_be_ahead else ""


@dataclass(frozen=True, kw_only=True)
class PeriodDay(Day):
    """One end of a period where a single date may stand instead: `effectivePeriod.start`, `effectiveDateTime`."""

    as_type: str = ""

    @property
    def _single(self) -> str:
        return f"{self.place.split('Period')[0]}DateTime"

    def read(self, doc: dict) -> str:
        return super().read(doc) or (doc.get(self._single, "")[:10] if self.place.endswith("start") else "")

    def write(self, doc: dict, value: str) -> None:
        if (single := doc.pop(self._single, "")) and value:
            put(doc, f"{self.place.rpartition('.')[0]}.start", single)
        put(doc, self.place, value)

    def said(self, doc: dict) -> str:
        found = at(doc, self.place) or (doc.get(self._single) if self.place.endswith("start") else "")
        return written_date_text(found) if found else ""


def _otherwise(doc: dict, place: str) -> str:
    """Return an onset or the like in another type than a date."""
    if age := at(doc, f"{place}Age"):
        return _("at age %(age)s") % {"age": words_of(age)}
    if period := at(doc, f"{place}Period"):
        first, last = (written_date_text(period.get(end, "")) for end in ("start", "end"))
        return f"{first} – {last}" if last else first
    if range := at(doc, f"{place}Range"):
        return f"{words_of(range.get('low'))} – {words_of(range.get('high'))}"
    return words_of(at(doc, f"{place}String"))


@dataclass(frozen=True, kw_only=True)
class Number(Part):
    """A count, kept as `place` says: an integer, or the value of a quantity."""

    least: int = 0
    most: int = 999
    unit: tuple[str, str] = ("", "")  # as the document writes it, and UCUM: then it is a Quantity
    shown: Words = ""  # the unit as it is read here
    empty: int | None = None

    def read(self, doc: dict) -> int | Decimal | None:
        value = at(doc, f"{self.place}.value") if self.unit[1] else at(doc, self.place)
        return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None

    def write(self, doc: dict, value: int | None) -> None:
        if value is None or not self.unit[1]:
            return put(doc, self.place, value)
        quantity = {"value": value, "unit": self.unit[0], "system": "http://unitsofmeasure.org", "code": self.unit[1]}
        return put(doc, self.place, quantity)

    def said(self, doc: dict) -> str:
        value = self.read(doc)
        return "" if value is None else f"{value} {self.shown}".strip()

    def fault(self, value: int | None, today: date) -> str:
        if value is None or self.least <= value <= self.most:
            return ""
        return _("Write a number from %(least)d to %(most)d.") % {"least": self.least, "most": self.most}


@dataclass(frozen=True, kw_only=True)
class ToldByPatient(Part):
    """Whether the patient said so: then the reference at `place` is the patient's."""

    empty: bool = False

    def read(self, doc: dict) -> bool:
        return str(at(doc, f"{self.place}.reference") or "").startswith("Patient/")

    def write(self, doc: dict, value: bool) -> None:
        put(doc, self.place, dict(subject_of(doc)) if value else None)

    def said(self, doc: dict) -> str:
        return _("told by the patient") if self.read(doc) else ""


@dataclass(frozen=True, kw_only=True)
class ReportedByPatient(ToldByPatient):
    """Whether an immunization is known from what the patient reports: then it has no primary source."""

    def read(self, doc: dict) -> bool:
        return doc.get(self.place) is False

    def write(self, doc: dict, value: bool) -> None:
        doc[self.place] = not value
        if not value:
            doc.pop("reportOrigin", None)
            return
        recall = {"code": "recall", "display": "Parent/Guardian/Patient Recall"}
        doc["reportOrigin"] = {"coding": [{"system": ORIGINS} | recall]}


REMARK = Text(name="remark", label=_lazy("Remark"), place="note.0.text", rows=2, is_more=True)


def _too_long(text: str, longest: int) -> str:
    return _("Write at most %(count)d characters.") % {"count": longest} if len(text) > longest else ""


def subject_of(doc: dict) -> dict:
    """Return the reference to the patient."""
    return doc.get("subject") or doc.get("patient") or {}


def concept_of(value: Coded) -> dict:
    """Return the CodeableConcept of something in words or coded."""
    if not value:
        return {}
    coding = {"system": value.system, "code": value.code} | ({"display": value.text} if value.text else {})
    said = {"text": value.text} if value.text else {}
    return ({"coding": [coding]} if value.code else {}) | said
