"""Which column comes from where in the document. Pure: a document in, columns out.

A value that is a `Reference` names another document; the store turns it into that row's uid.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from .references import Reference, reference_in


def columns_of(doc: dict) -> dict[str, Any]:
    """Return the typed columns of a document, without those every document has."""
    return {column: extract(doc) for column, extract in PROJECTIONS[doc["resourceType"]].items()}


def person_name(doc: dict) -> dict:
    """Return the name to use: official first, then usual, then the first that is not old."""
    names = [name for name in doc.get("name", []) if name.get("use") != "old"]
    ranked = sorted(names, key=lambda name: {"official": 0, "usual": 1}.get(name.get("use"), 2))
    return ranked[0] if ranked else {}


def full_name(doc: dict) -> str:
    """Return the name as it is said."""
    name = person_name(doc)
    return name.get("text") or _joined([*name.get("prefix", []), *name.get("given", []), name.get("family")])


def _name_or_number(doc: dict) -> str:
    """Return the name, or of somebody unnamed the first number they are known by: lists need something to show."""
    numbers = (entry["value"] for entry in doc.get("identifier", []) if entry.get("value"))
    return full_name(doc) or next((f"# {number}" for number in numbers), "–")


def _joined(parts: list[str | None]) -> str:
    """Return the parts as one text; one that is known by its extension only is null."""
    return " ".join(part for part in parts if part)


def _given(doc: dict) -> str:
    return _joined(person_name(doc).get("given", []))


def _family(doc: dict) -> str:
    return person_name(doc).get("family", "")


def _telecom(system: str) -> Callable[[dict], str]:
    def extract(doc: dict) -> str:
        points = [point for point in doc.get("telecom", []) if point.get("system") == system and point.get("value")]
        points = [point for point in points if point.get("use") != "old"]
        return min(points, key=lambda point: point.get("rank", 99))["value"] if points else ""

    return extract


def _language(doc: dict) -> str:
    spoken = doc.get("communication", [])
    preferred = next((entry for entry in spoken if entry.get("preferred")), spoken[0] if spoken else {})
    return _code(preferred.get("language", {}))


def _code(concept: dict) -> str:
    return next((coding["code"] for coding in concept.get("coding", []) if coding.get("code")), "")


def _date(text: str | None) -> date | None:
    """Return a whole date; a birth date known only by year or month has no column value."""
    with suppress(ValueError):
        return date.fromisoformat(text) if text and len(text) == 10 else None
    return None


def _moment(text: str | None) -> datetime | None:
    """Return a moment; a leap second counts as the one before it."""
    if not text or "T" not in text:
        return None
    with suppress(ValueError, OverflowError):
        return datetime.fromisoformat(text.replace(":60", ":59")).astimezone(UTC)
    return None


def _patient(doc: dict) -> Reference | None:
    return reference_in(doc.get("subject"), "Patient")


def _practitioner(reference: dict | None) -> Reference | None:
    """Return the reference if it names a practitioner; patients and devices write documents too."""
    return reference_in(reference, "Practitioner")


def _encounter(reference: dict | None) -> Reference | None:
    return reference_in(reference, "Encounter")


def _plain(key: str, default: Any = "") -> Callable[[dict], Any]:
    return lambda doc: doc.get(key, default)


def _first(items: list | None) -> dict:
    return items[0] if items else {}


def _practitioner_of_encounter(doc: dict) -> Reference | None:
    found = (_practitioner(entry.get("individual")) for entry in doc.get("participant", []))
    return next((reference for reference in found if reference), None)


def _merged_into(doc: dict) -> str:
    replaced = (link for link in doc.get("link", []) if link.get("type") == "replaced-by")
    reference = reference_in(next(replaced, {}).get("other"), "Patient")
    return reference.logical_id if reference else ""


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _attachment(key: str, default: Any = "") -> Callable[[dict], Any]:
    return lambda doc: _first(doc.get("content")).get("attachment", {}).get(key, default)


def _sha256(doc: dict) -> str:
    """Return the digest of the bytes, taken from the address `urn:sha256:...` of the attachment."""
    address = _attachment("url")(doc)
    return address.removeprefix("urn:sha256:") if address.startswith("urn:sha256:") else ""


def _deceased(doc: dict) -> bool:
    return bool(doc.get("deceasedBoolean") or doc.get("deceasedDateTime"))


PROJECTIONS: dict[str, dict[str, Callable[[dict], Any]]] = {
    "Organization": {"name": _plain("name"), "active": _plain("active", True)},
    "Location": {"name": _plain("name"), "active": lambda doc: doc.get("status", "active") == "active"},
    "Practitioner": {
        "family": _family,
        "given": _given,
        "name_text": full_name,
        "active": _plain("active", True),
    },
    "Patient": {
        "family": _family,
        "given": _given,
        "name_text": _name_or_number,
        "birth_date": lambda doc: _date(doc.get("birthDate")),
        "gender": _plain("gender"),
        "phone": _telecom("phone"),
        "email": _telecom("email"),
        "language": _language,
        "active": _plain("active", True),
        "deceased": _deceased,
        "merged_into": _merged_into,
    },
    "RelatedPerson": {
        "patient": lambda doc: reference_in(doc.get("patient"), "Patient"),
        "name_text": full_name,
        "phone": _telecom("phone"),
        "active": _plain("active", True),
    },
    "Encounter": {
        "patient": _patient,
        "practitioner": _practitioner_of_encounter,
        "status": _plain("status"),
        "class_code": lambda doc: doc.get("class", {}).get("code", ""),
        "starts_at": lambda doc: _moment(doc.get("period", {}).get("start")),
        "ends_at": lambda doc: _moment(doc.get("period", {}).get("end")),
        "appointment_id": lambda doc: getattr(reference_in(_first(doc.get("appointment"))), "logical_id", ""),
    },
    "Composition": {
        "patient": _patient,
        "encounter": lambda doc: _encounter(doc.get("encounter")),
        "author": lambda doc: _practitioner(_first(doc.get("author"))),
        "status": _plain("status"),
        "kind": lambda doc: _code(doc.get("type", {})),
        "title": _plain("title"),
        "date": lambda doc: _moment(doc.get("date")),
        "relates_to": lambda doc: getattr(
            reference_in(_first(doc.get("relatesTo")).get("targetReference")), "logical_id", ""
        ),
    },
    "Consent": {
        "patient": lambda doc: reference_in(doc.get("patient"), "Patient"),
        "status": _plain("status"),
        "scope": lambda doc: _code(doc.get("scope", {})),
        "date": lambda doc: _moment(doc.get("dateTime")),
        "policy": lambda doc: doc.get("policyRule", {}).get("text", ""),
    },
    "Observation": {
        "patient": _patient,
        "encounter": lambda doc: _encounter(doc.get("encounter")),
        "status": _plain("status"),
        "category": lambda doc: _code(_first(doc.get("category"))),
        "code": lambda doc: _code(doc.get("code", {})),
        "effective_at": lambda doc: _moment(doc.get("effectiveDateTime")),
        "value": lambda doc: _number(doc.get("valueQuantity", {}).get("value")),
        "unit": lambda doc: doc.get("valueQuantity", {}).get("code", ""),
    },
    "CarePlan": {
        "patient": _patient,
        "encounter": lambda doc: _encounter(doc.get("encounter")),
        "author": lambda doc: _practitioner(doc.get("author")),
        "status": _plain("status"),
        "title": _plain("title"),
        "date": lambda doc: _moment(doc.get("created")),
    },
    "DocumentReference": {
        "patient": _patient,
        "encounter": lambda doc: _encounter(_first(doc.get("context", {}).get("encounter"))),
        "author": lambda doc: _practitioner(_first(doc.get("author"))),
        "status": _plain("status"),
        "doc_status": _plain("docStatus"),
        "kind": lambda doc: _code(doc.get("type", {})),
        "category": lambda doc: _code(_first(doc.get("category"))),
        "date": lambda doc: _moment(doc.get("date")),
        "title": _attachment("title"),
        "media_type": _attachment("contentType"),
        "size": _attachment("size", None),
        "sha256": _sha256,
    },
}
