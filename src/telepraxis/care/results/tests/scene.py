"""The scene: results about Amara arrive at Quayside; Dr Carvalho ordered some, Dr Adeyemi is her colleague."""

from datetime import datetime, timedelta
from decimal import Decimal

from telepraxis.base import audit, record
from telepraxis.base.record.models import Patient, Practitioner
from tests.people import MONDAY_8AM

from ..arriving import take_in
from ..models import Item

CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
SAID = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


def keep(by, doc: dict, now: datetime = MONDAY_8AM):
    """Write a document into the record, as any room may."""
    row = record.write(doc["resourceType"], doc, by=by, now=now)
    audit.wrote(
        by, "fhir.created", patient=getattr(row, "patient_id", None), entity=(doc["resourceType"], row.logical_id)
    )
    return row


def whom(patient) -> dict:
    return {"reference": f"Patient/{Patient.objects.get(uid=getattr(patient, 'patient_id', patient)).logical_id}"}


def who(actor) -> dict:
    return {"reference": f"Practitioner/{Practitioner.objects.get(uid=actor.practitioner_id).logical_id}"}


def value(
    patient, name="Potassium", code="2823-3", number="4.2", *, flag="", at=MONDAY_8AM, low="3.5", high="5.1", **more
) -> dict:
    """A laboratory value with its range, flagged by who sent it or by nobody."""
    found = {
        "resourceType": "Observation", "status": "final", "subject": whom(patient),
        "category": [{"coding": [{"system": CATEGORY, "code": "laboratory"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": name}], "text": name},
        "effectiveDateTime": at.isoformat(),
        "valueQuantity": {"value": Decimal(number), "unit": "mmol/L"},
        **more,
    }  # fmt: skip
    if low:
        found["referenceRange"] = [{"low": {"value": Decimal(low)}, "high": {"value": Decimal(high)}}]
    if flag:
        found["interpretation"] = [{"coding": [{"system": SAID, "code": flag}]}]
    return found


def report(patient, *values, title="Blood count", at=MONDAY_8AM, **more) -> dict:
    named = [{"reference": f"Observation/{each.logical_id}"} for each in values]
    found = {
        "resourceType": "DiagnosticReport", "status": "final", "subject": whom(patient), "code": {"text": title},
        "effectiveDateTime": at.isoformat(), **more,
    }  # fmt: skip
    return found | ({"result": named} if named else {})


def order(patient, by_whom) -> dict:
    return {
        "resourceType": "ServiceRequest", "status": "active", "intent": "order", "subject": whom(patient),
        "requester": who(by_whom), "code": {"text": "Potassium"},
    }  # fmt: skip


def taken_in(now: datetime = MONDAY_8AM) -> list[Item]:
    """Let the worker take in what arrived; return what is on the list, the newest last."""
    while take_in(now=now):
        pass
    return list(Item.objects.order_by("arrived_at", "id"))


def arrived(by, doc: dict, now: datetime = MONDAY_8AM) -> Item:
    """Write one result and take it in."""
    row = keep(by, doc, now)
    taken_in(now)
    return Item.objects.get(type=doc["resourceType"], logical_id=row.logical_id)


def later(**more) -> datetime:
    return MONDAY_8AM + timedelta(**more)
