"""What is written for a value on paper (R4, http://hl7.org/fhir/R4/observation.html, and provenance.html). Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from telepraxis.base.record.models import DocumentReference, Patient
from telepraxis.care.measurements.document import CATEGORIES, CATEGORY, WAY, WAYS, observation_document
from telepraxis.care.measurements.kinds import BY_CODE, LOINC, UCUM
from telepraxis.care.measurements.kinds import Kind as Measure

from .understanding.shapes import VITAL, Value

PLACE = "urn:telepraxis:place-on-paper"
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
FLAGS = {"H": "High", "L": "Low", "HH": "Critical high", "LL": "Critical low", "A": "Abnormal"}
ACTIVITY = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-DataOperation",
    "code": "CREATE",
    "display": "create",
}
ENTERER = {
    "system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
    "code": "enterer",
    "display": "Enterer",
}


@dataclass(frozen=True)
class Box:
    """Where something stands: the page of the document, the first is 1, and a box in points of its picture."""

    page: int
    left: int
    top: int
    width: int
    height: int

    @property
    def extension(self) -> dict:
        sides = [("left", self.left), ("top", self.top), ("width", self.width), ("height", self.height)]
        parts = [{"url": "page", "valuePositiveInt": self.page}]
        return {"url": PLACE, "extension": [*parts, *({"url": name, "valueInteger": side} for name, side in sides)]}


def measure_of(value: Value) -> Measure | None:
    """Return what can be measured here of which this is a value in a known unit, None where it is another thing."""
    kind = BY_CODE.get(value.code or "") if value.kind == VITAL else None
    if kind is None or value.number is None or (value.second is not None) != kind.is_panel:
        return None
    return kind if not value.unit or any(unit.ucum == value.unit for unit in kind.units) else None


def observation(
    value: Value,
    kept: tuple[Decimal, ...],
    *,
    patient: Patient,
    paper: DocumentReference,
    box: Box,
    performer: dict,
    day: date,
    noon: datetime,
    now: datetime,
) -> dict:
    """Return the Observation without id and meta; `kept` are the numbers of something that can be measured here."""
    if kept:
        found = observation_document(
            measure_of(value), kept, patient=patient, encounter=None, performer=performer, taken_at=noon,
            recorded_at=now, way="paper",
        )  # fmt: skip
    else:
        found = _result(value, patient, performer, now)
    source = {"reference": f"DocumentReference/{paper.logical_id}", "display": paper.title}
    return found | {"effectiveDateTime": day.isoformat(), "derivedFrom": [source | {"extension": [box.extension]}]}


def _result(value: Value, patient: Patient, performer: dict, now: datetime) -> dict:
    category = "vital-signs" if value.kind == VITAL else "laboratory"
    coding = {"system": value.system or LOINC, "code": value.code, "display": value.name} if value.code else None
    found = {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": category, "display": CATEGORIES[category]}]}],
        "code": {"coding": [coding] if coding else None, "text": value.name or value.text},
        "subject": {"reference": f"Patient/{patient.logical_id}", "display": patient.name_text},
        "issued": now.isoformat(),
        "performer": [performer],
        "interpretation": _interpretation(value.flag),
        "method": {"coding": [{"system": WAY, "code": "paper", "display": WAYS["paper"]}]},
        "referenceRange": [{"text": value.reference}] if value.reference else None,
    } | _measured(value)
    found["code"] = {key: each for key, each in found["code"].items() if each}
    return {key: each for key, each in found.items() if each is not None}


def _interpretation(flag: str) -> list[dict] | None:
    if flag not in FLAGS:
        return None
    return [{"coding": [{"system": INTERPRETATION, "code": flag, "display": FLAGS[flag]}]}]


def _measured(value: Value) -> dict:
    """Return the number with its unit, or what stands there in words."""
    if value.number is None or value.second is not None:
        return {"valueString": value.text}
    quantity = {"value": value.number, "unit": value.unit} | _ucum(value)
    if value.comparator in ("<", "<=", ">", ">="):
        quantity["comparator"] = value.comparator
    return {"valueQuantity": {key: each for key, each in quantity.items() if each != ""}}


def _ucum(value: Value) -> dict:
    return {"system": UCUM, "code": value.unit} if value.code and value.unit else {}


def provenance(*, target: str, paper: DocumentReference, box: Box, who: dict, at: datetime) -> dict:
    """Return the Provenance of one entry: copied by whom from which place on which paper."""
    return {
        "resourceType": "Provenance",
        "target": [{"reference": target}],
        "recorded": at.isoformat(),
        "activity": {"coding": [ACTIVITY], "text": "Copied from paper"},
        "agent": [{"type": {"coding": [ENTERER]}, "who": who}],
        "entity": [
            {
                "extension": [box.extension],
                "role": "source",
                "what": {"reference": f"DocumentReference/{paper.logical_id}", "display": paper.title},
            }
        ],
    }
