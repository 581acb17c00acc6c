"""The FHIR Observation of a measurement (R4, http://hl7.org/fhir/R4/observation-vitalsigns.html)."""

from datetime import datetime
from decimal import Decimal

from telepraxis.base.record.models import Encounter, Patient

from .kinds import LOINC, UCUM, Kind, Part, Unit

CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
WAY = "urn:telepraxis:measured-by"
CATEGORIES = {"vital-signs": "Vital Signs", "laboratory": "Laboratory", "survey": "Survey"}
WAYS = {
    "typed": "Typed in",
    "device": "Read from a device",
    "patient": "Told by the patient",
    "paper": "Copied from paper",
}


def observation_document(
    kind: Kind,
    values: tuple[Decimal, ...],
    *,
    patient: Patient,
    encounter: Encounter | None,
    performer: dict,
    taken_at: datetime,
    recorded_at: datetime,
    way: str,
    device: str = "",
    as_read: str = "",
) -> dict:
    """Return the resource without id and meta. `as_read` is what stood there in another unit, kept as a note."""
    document = {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [_category(kind.category)]}],
        "code": {"coding": [_loinc(kind.code, kind.display), *(_loinc(code, name) for code, name in kind.also)]},
        "subject": {"reference": f"Patient/{patient.logical_id}", "display": patient.name_text},
        "effectiveDateTime": taken_at.isoformat(),
        "issued": recorded_at.isoformat(),
        "performer": [performer],
        "method": {"coding": [{"system": WAY, "code": way, "display": WAYS[way]}]},
    }
    if encounter is not None:
        document["encounter"] = {"reference": f"Encounter/{encounter.logical_id}"}
    if device:
        document["device"] = {"display": device}
    if as_read:
        document["note"] = [{"text": as_read}]
    return document | _values(kind, values)


def _values(kind: Kind, values: tuple[Decimal, ...]) -> dict:
    if not kind.is_panel:
        return {"valueQuantity": _quantity(values[0], kind.unit)}
    return {"component": [_component(part, value, kind.unit) for part, value in zip(kind.parts, values, strict=True)]}


def _component(part: Part, value: Decimal, unit: Unit) -> dict:
    return {"code": {"coding": [_loinc(part.code, part.display)]}, "valueQuantity": _quantity(value, unit)}


def _quantity(value: Decimal, unit: Unit) -> dict:
    return {"value": value, "unit": unit.shown, "system": UCUM, "code": unit.ucum}


def _loinc(code: str, display: str) -> dict:
    return {"system": LOINC, "code": code, "display": display}


def _category(code: str) -> dict:
    return {"system": CATEGORY, "code": code, "display": CATEGORIES[code]}


def values_of(document: dict, kind: Kind) -> tuple[Decimal, ...]:
    """Return the numbers of an Observation of the kind, () where it holds others than ours.

    An Observation from elsewhere may be kept in another unit of the kind; it is brought to the kept one.
    """
    if not kind.is_panel:
        quantities = [document.get("valueQuantity")]
    else:
        components = {_code_of(one): one.get("valueQuantity") for one in document.get("component", [])}
        quantities = [components.get(part.code) for part in kind.parts]
    values = [_kept(quantity, kind) for quantity in quantities]
    return () if None in values else tuple(values)


def _kept(quantity: dict | None, kind: Kind) -> Decimal | None:
    unit = next((unit for unit in kind.units if quantity and unit.ucum == quantity.get("code")), None)
    value = quantity.get("value") if quantity else None
    return unit.to_kept(Decimal(str(value))) if unit and value is not None else None


def _code_of(component: dict) -> str:
    codings = component.get("code", {}).get("coding") or [{}]
    return codings[0].get("code", "")
