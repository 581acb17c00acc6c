"""Results as a morning brings them: one critical, a panel, usual ones, one that Amara was told of, one of nobody's."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from telepraxis.base import audit, record
from telepraxis.care.results import deciding
from telepraxis.care.results.arriving import take_in
from telepraxis.care.results.models import Item

if TYPE_CHECKING:
    from .build import Clinic

CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
SAID = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
LABORATORY = {"display": "Harbour Laboratory"}
# whose, name, LOINC, value, unit, usual from, to, flag, hours ago
LONE = (
    (2, "Potassium", "2823-3", "6.4", "mmol/L", "3.5", "5.1", "HH", 0.3),
    (3, "TSH", "3016-3", "2.1", "mIU/L", "0.4", "4.0", "", 5),
    (4, "Ferritin", "2276-4", "80", "ug/L", "15", "150", "", 6),
    (7, "INR", "6301-6", "3.4", "{INR}", "2.0", "3.0", "", 20),
)
PANEL = (
    (5, "Creatinine", "2160-0", "124", "umol/L", "45", "84", "H", 3),
    (5, "Sodium", "2951-2", "140", "mmol/L", "135", "145", "", 3),
    (5, "Potassium", "2823-3", "4.9", "mmol/L", "3.5", "5.1", "", 3),
)
AMARAS = (0, "Haemoglobin", "718-7", "13.1", "g/dL", "12.0", "15.5", "", 26)
BEFORE = ((400, "12.2"), (210, "12.6"), (95, "12.9"))  # days ago


def bring_results(clinic: Clinic) -> None:
    """Write what came in, let the inbox take it, and tell Amara of hers."""
    doctor = {"reference": f"Practitioner/{clinic.practitioners['ines'].logical_id}"}
    for days, number in BEFORE:
        _write(clinic, _value(clinic, (*AMARAS[:3], number, *AMARAS[4:8], days * 24), doctor))
    for said in LONE[:-1]:
        _write(clinic, _value(clinic, said, doctor))
    _write(clinic, _value(clinic, LONE[-1], LABORATORY))
    _panel(clinic, doctor)
    hers = _write(clinic, _value(clinic, AMARAS, doctor))
    while take_in(now=clinic.now):
        pass
    item = Item.objects.get(type="Observation", logical_id=hers.logical_id)
    words = "Your blood count is as it should be: haemoglobin 13.1, a little better than in August. Nothing to do."
    deciding.decide(
        item=item, version=item.version, text="Usual. Nothing to do.", by=clinic.actor("ines"), now=clinic.now,
        telling=deciding.Telling(how="portal", words=words),
    )  # fmt: skip


def _panel(clinic: Clinic, doctor: dict) -> None:
    values = [_write(clinic, _value(clinic, said, LABORATORY)) for said in PANEL]
    _write(clinic, {
        "resourceType": "DiagnosticReport", "status": "final", "code": {"text": "Renal panel"},
        "subject": _whom(clinic, 5), "effectiveDateTime": _at(clinic, 3).isoformat(), "resultsInterpreter": [doctor],
        "performer": [LABORATORY], "conclusion": "Creatinine raised. Please compare with earlier values.",
        "result": [{"reference": f"Observation/{each.logical_id}"} for each in values],
    })  # fmt: skip


def _value(clinic: Clinic, said: tuple, performer: dict) -> dict:
    whose, name, code, number, unit, low, high, flag, hours = said
    found = {
        "resourceType": "Observation", "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "laboratory", "display": "Laboratory"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": name}], "text": name},
        "subject": _whom(clinic, whose), "effectiveDateTime": _at(clinic, hours).isoformat(), "performer": [performer],
        "valueQuantity": {"value": Decimal(number), "unit": unit},
        "referenceRange": [
            {"low": {"value": Decimal(low), "unit": unit}, "high": {"value": Decimal(high), "unit": unit}}
        ],
    }  # fmt: skip
    return found | ({"interpretation": [{"coding": [{"system": SAID, "code": flag}]}]} if flag else {})


def _write(clinic: Clinic, doc: dict):
    row = record.write(doc["resourceType"], doc, by=clinic.by, now=clinic.now)
    audit.wrote(clinic.by, "fhir.created", patient=row.patient_id, entity=(doc["resourceType"], row.logical_id))
    return row


def _whom(clinic: Clinic, number: int) -> dict:
    row = clinic.patients[number]
    return {"reference": f"Patient/{row.logical_id}", "display": row.name_text}


def _at(clinic: Clinic, hours: float) -> datetime:
    return clinic.now - timedelta(hours=hours)
