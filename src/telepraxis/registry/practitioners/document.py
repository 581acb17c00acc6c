"""Build the FHIR R4 Practitioner document."""

from collections.abc import Iterable

from .models import Licence

LANGUAGE_SYSTEM = "urn:ietf:bcp:47"  # RFC 5646 tags, as FHIR names the system


def practitioner_document(
    *,
    logical_id: str | None,
    title: str,
    given: str,
    family: str,
    gender: str,
    qualifications: Iterable[str],
    specialties: Iterable[str],
    languages: Iterable[str],
    licences: Iterable[Licence] = (),
    active: bool = True,
) -> dict:
    """Return a Practitioner resource (http://hl7.org/fhir/R4/practitioner.html)."""
    doc = {
        "resourceType": "Practitioner",
        "id": logical_id,
        "active": active,
        "name": [_name(title, given, family)],
        "gender": gender,
        "qualification": [
            *({"code": {"text": text}} for text in (*qualifications, *specialties) if text),
            *(_licence(licence) for licence in licences),
        ],
        "communication": [{"coding": [{"system": LANGUAGE_SYSTEM, "code": code}]} for code in languages],
    }
    return {key: value for key, value in doc.items() if value not in (None, "", [])}


def _name(title: str, given: str, family: str) -> dict:
    name = {"use": "official", "family": family, "given": given.split(), "prefix": [title] if title else []}
    return {key: value for key, value in name.items() if value} | {
        "text": " ".join(part for part in (title, given, family) if part)
    }


def _licence(licence: Licence) -> dict:
    period = {"start": licence.valid_from.isoformat()}
    if licence.valid_until:
        period["end"] = licence.valid_until.isoformat()
    identifier = {"value": licence.number, "period": period}
    if licence.register_url:
        identifier["system"] = licence.register_url
    return {
        "identifier": [identifier],
        "code": {"text": f"Licence to practise, {licence.jurisdiction}"},
        "period": period,
    }
