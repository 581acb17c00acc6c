"""A resource on one line: what it is, when, which value. Pure."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from telepraxis.base.fhir import parameters
from telepraxis.base.record.projections import full_name
from telepraxis.base.ui.times import written_date_text

KINDS: dict[str, Promise] = {
    "AllergyIntolerance": _("Allergies"),
    "Condition": _("Problems"),
    "MedicationRequest": _("Medicines prescribed"),
    "MedicationStatement": _("Medicines taken"),
    "MedicationAdministration": _("Medicines given"),
    "MedicationDispense": _("Medicines handed out"),
    "Immunization": _("Immunizations"),
    "Observation": _("Measurements and findings"),
    "DiagnosticReport": _("Reports"),
    "Procedure": _("Procedures"),
    "Encounter": _("Visits and stays elsewhere"),
    "Composition": _("Notes and summaries"),
    "DocumentReference": _("Documents"),
    "CarePlan": _("Plans"),
    "CareTeam": _("Care teams"),
    "Goal": _("Goals"),
    "ServiceRequest": _("Orders"),
    "ImagingStudy": _("Imaging studies"),
    "FamilyMemberHistory": _("Family history"),
    "Consent": _("Consents given elsewhere"),
    "Coverage": _("Insurance"),
    "QuestionnaireResponse": _("Questionnaires"),
    "RelatedPerson": _("Relatives"),
    "Provenance": _("Where records come from"),
}
CODES = ("code", "vaccineCode", "medicationCodeableConcept", "type", "title", "description", "relationship", "category")
VALUES = ("valueQuantity", "valueString", "valueCodeableConcept", "valueInteger", "valueBoolean", "valueDateTime")
DATED = ("", "DateTime", "Date", "Instant", "Period")  # as which a date may stand behind its name
LONGEST = 160


@dataclass(frozen=True)
class Line:
    """What a reader sees of a resource: `when` in words, `at` to sort by."""

    what: str
    value: str
    when: str
    at: datetime | None


def kind_of(type: str) -> Promise | str:
    """Return what resources of the type are called."""
    return KINDS.get(type, type)


def line_of(doc: dict, at: datetime | None) -> Line:
    """Return the line; `at` is the date by which a chart sorts it."""
    when = written_date_text(date_written(doc)) if at else ""
    return Line(_what(doc)[:LONGEST] or doc["resourceType"], _value(doc)[:LONGEST], when, at)


def date_written(doc: dict) -> str:
    """Return the date by which a chart sorts the resource, as it was written: a year may be all that is known."""
    for outer, names in _places_of_dates(doc["resourceType"]):
        inside = doc
        for name in outer:
            inside = inside.get(name) or {}
        for name in names:
            if name in inside:
                value = inside[name]
                if found := value.get("start") if isinstance(value, dict) else value:
                    return found
    return ""


@cache
def _places_of_dates(type: str) -> list[tuple[list[str], list[str]]]:
    """Return (what it lies in, the names it may bear) for each place where resources of the type keep that date."""
    places = [place.path.split(".")[1:] for place in parameters.main_dates(type)]
    return [(outer, [last + kind for kind in DATED]) for *outer, last in places]


def _what(doc: dict) -> str:
    if name := doc.get("name"):
        return full_name(doc) if isinstance(name, list) else words_of(name)
    for element in CODES:
        if said := words_of(doc.get(element)):
            return said
    reference = doc.get("medicationReference") or doc.get("class") or {}
    return reference.get("display", "") if isinstance(reference, dict) else ""


def _value(doc: dict) -> str:
    for element in VALUES:
        if element in doc:
            return words_of(doc[element])
    parts = [f"{words_of(part.get('code'))} {_value(part)}".strip() for part in doc.get("component", [])]
    said = "; ".join(part for part in parts if part)
    return said or words_of(doc.get("clinicalStatus")) or words_of(doc.get("conclusion"))


def words_of(value: Any) -> str:
    """Return what a value of FHIR says to a reader: a concept by its text, a quantity with its unit."""
    if isinstance(value, list):
        return ", ".join(filter(None, (words_of(each) for each in value)))
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if not isinstance(value, dict):
        return "" if value is None else str(value)
    if "coding" in value or "text" in value:
        shown = [each.get("display") or each.get("code") for each in value.get("coding", [])]
        return value.get("text") or next((each for each in shown if each), "")
    if "value" in value:
        return f"{value.get('comparator', '')}{value['value']} {value.get('unit') or value.get('code') or ''}".strip()
    return value.get("display") or value.get("reference") or ""


def shown(value: Any) -> str:
    """Return any element for a comparison: in words where it has some, else how much of it there is."""
    said = words_of(value)
    if not said and isinstance(value, (dict, list)) and value:
        said = "…"
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
