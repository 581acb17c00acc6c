"""A document as one line of its patient's chart. Pure."""

from datetime import UTC, datetime
from uuid import UUID

from django.utils import translation

from telepraxis.base import record
from telepraxis.care.directives.document import is_directive
from telepraxis.care.directives.kinds import kind_of as directive_kind
from telepraxis.care.incoming.lines import date_written, line_of, words_of
from telepraxis.registry.patients.names import fold

from .flags import Person, flagged, kind_measured, number_of
from .kinds import codes_of, kind_of
from .models import RULES, Line
from .texts import plain, text_of, tidy

BY_WHOM = ("author", "recorder", "performer", "asserter", "requester", "informationSource", "sender", "participant")
TITLES = {
    "Composition": ("title", "type"),
    "DocumentReference": ("description", "title", "type"),
    "Encounter": ("serviceType", "type", "reasonCode"),
    "CarePlan": ("title", "description", "category"),
    "AllergyIntolerance": ("code",),
    "Goal": ("description",),
    "CareTeam": ("name",),
    "FamilyMemberHistory": ("relationship",),
    "Consent": (),  # category and scope are codes only, but for what was decided ahead; who asked names it enough
}


def line_from(row: record.Stored, type: str, person: Person) -> Line | None:
    """Return the line of a stored document, None where charts do not tell of it."""
    doc = record.content_of(row)
    if not (kind := kind_of(doc)):
        return None
    at, told = row.at or created_at(row.uid), line_of(doc, row.at)
    title = _title(doc) or ("" if type in TITLES else told.what.removeprefix(type) and told.what)
    text = text_of(doc, title)
    found = flagged(doc, at, person) if type == "Observation" else None
    number = number_of(doc) if type == "Observation" else None
    return Line(
        uid=row.uid,
        organization_id=row.organization_id,
        patient_id=row.patient_id,
        type=type,
        logical_id=row.logical_id,
        version=row.version,
        rules=RULES,
        kind=kind,
        at=at,
        written=date_written(doc)[:40] if row.at else "",
        title=_clean(title)[:300],
        value=_clean(_value(doc, told.value))[:300],
        who=_clean(who_of(doc))[:200],
        series=_series(doc)[:160] if type == "Observation" else "",
        number=float(number) if number is not None and number.is_finite() else None,
        flag=found.code if found else "",
        in_error=is_in_error(doc),
        labels=row.labels,
        text=text,
        folded=fold(text),
    )


def created_at(uid: UUID) -> datetime:
    """Return when a uid of ours was made: a UUIDv7 begins with the milliseconds since 1970."""
    return datetime.fromtimestamp((uid.int >> 80) / 1000, UTC)


def is_in_error(doc: dict) -> bool:
    """Tell whether the document says of itself that it was entered in error."""
    return doc.get("status") == "entered-in-error" or "entered-in-error" in codes_of(doc.get("verificationStatus"))


def who_of(doc: dict) -> str:
    """Return who wrote, found or ordered it, as the document names them; "" where it names nobody."""
    for name in BY_WHOM:
        for each in _list(doc.get(name)):
            person = each.get("individual") or each.get("actor") or each if isinstance(each, dict) else {}
            if isinstance(person, dict) and person.get("display"):
                return person["display"]
    return ""


def _title(doc: dict) -> str:
    type = doc["resourceType"]
    if type == "QuestionnaireResponse":
        return _display_of_form(doc)
    if is_directive(doc):
        return str(directive_kind(doc).display)
    kind = kind_measured(doc) if type == "Observation" else None
    if kind:
        with translation.override(None):  # the name that people use, where a document has but LOINC's
            return doc["code"].get("text") or str(kind.label)
    for name in TITLES.get(type, ()):
        value = _attachment(doc).get("title") if name == "title" and type == "DocumentReference" else doc.get(name)
        if said := words_of(value):
            return said
    return ""


def _display_of_form(doc: dict) -> str:
    """Return what the form that was answered is called, where the answers say so."""
    beside = (each for each in doc.get("extension") or () if each.get("url") == "urn:telepraxis:questionnaire-title")
    return next((each["valueString"] for each in beside if "valueString" in each), "")


def _value(doc: dict, told: str) -> str:
    """Return what the line says besides its title."""
    type = doc["resourceType"]
    if type == "FamilyMemberHistory":
        return words_of([each.get("code") for each in doc.get("condition") or ()])
    if type == "AllergyIntolerance":
        found = [words_of(each.get("manifestation")) for each in doc.get("reaction") or ()]
        return ", ".join(filter(None, found)) or told
    if type in ("MedicationRequest", "MedicationStatement"):
        dosages = doc.get("dosageInstruction") or doc.get("dosage") or ()
        return "; ".join(filter(None, (each.get("text", "") for each in dosages))) or told
    if type == "Composition":
        return " · ".join(
            filter(None, (tidy(plain((each.get("text") or {}).get("div", ""))) for each in _sections(doc)))
        )
    return told


def _sections(doc: dict) -> list[dict]:
    return doc.get("section") or []


def _series(doc: dict) -> str:
    codings = (doc.get("code") or {}).get("coding") or []
    coded = next((each for each in codings if each.get("code")), None)
    return f"{coded.get('system', '')}|{coded['code']}" if coded else ""


def _attachment(doc: dict) -> dict:
    return (_list(doc.get("content")) or [{}])[0].get("attachment") or {}


def _list(value: object) -> list:
    return value if isinstance(value, list) else [value] if value else []


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())
