"""The scene: Dr Inês Carvalho prescribes for Amara Okonjo. Medicines as a catalogue would give them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from telepraxis.base import audit, record
from telepraxis.base.access import Role
from telepraxis.base.record.models import Patient
from telepraxis.care.medications import baskets, signing
from telepraxis.care.medications.lines import Line
from telepraxis.care.medications.models import Basket
from telepraxis.care.medications.ordering import counting
from telepraxis.care.medications.ordering.dosage import Dosage, Dose, Step
from telepraxis.registry.formulary.medicine import Ingredient, Medicine
from tests.people import MONDAY_8AM, colleague

SYSTEM = "urn:telepraxis:medicine"
NINE = MONDAY_8AM + timedelta(hours=1)
A_MINUTE = timedelta(minutes=1)


def medicine(name: str, substance: str, amount: str, form: str = "tablet", **more) -> Medicine:
    of_it = Ingredient(substance, substance.capitalize(), Decimal(amount), more.pop("unit", "mg"))
    code = f"{substance}-{amount}"
    return Medicine(
        0, SYSTEM, code, name, (of_it,), form, more.pop("routes", ("oral",)), more.pop("counted_in", form), **more
    )


AMOXICILLIN = medicine("Amoxicillin 500 mg capsule", "amoxicillin", "500", "capsule")
IBUPROFEN = medicine("Ibuprofen 400 mg tablet", "ibuprofen", "400")
AMLODIPINE = medicine("Amlodipine 5 mg tablet", "amlodipine", "5", may_be_split=True)
PARACETAMOL = medicine("Paracetamol 500 mg tablet", "paracetamol", "500")
WARFARIN = medicine("Warfarin 5 mg tablet", "warfarin", "5")
MORPHINE = medicine("Morphine 10 mg tablet", "morphine", "10", schedule="II")


def take(pieces: str, times: int, days: int | None = None, unit: str = "tablet") -> Dosage:
    return Dosage((Step(Dose(Decimal(pieces), Decimal(pieces), unit), times=times, days=days),), route="oral")


def line(what: Medicine, *, times: int = 1, days: int | None = 7, repeats: int = 0, pieces: str = "1", **more) -> Line:
    """Return a line as one that was understood; without a length 30 pieces are handed out."""
    dosage = take(pieces, times, days, what.counted_in)
    lasts = more.pop("lasts", None if days else 30)
    supply = counting.supply(what, dosage, repeats=repeats, days=lasts, interval_days=more.pop("interval", None))
    return Line(typed=more.pop("typed", what.name), medicine=what, dosage=dosage, supply=supply, **more)


def begun(patient, by, *lines: Line, now=NINE) -> Basket:
    """Return a draft with these lines in it."""
    draft = baskets.open_basket(patient=patient.patient_id, by=by, now=now)
    for each in lines:
        draft = baskets.put_line(basket=draft.id, version=draft.version, line=each, by=by, now=now).basket
    return draft


def shown(draft: Basket, by, now=NINE):
    return signing.show(basket=draft.id, by=by, now=now)


def sign(draft: Basket, by, now=NINE, *, screen=None, overrides=None, proven=A_MINUTE / 2, **more):
    """Show, prove half a minute later, sign after a minute."""
    screen = screen or shown(draft, by, now)
    return signing.sign(
        basket=draft.id,
        confirmed_digest=more.pop("digest", screen.digest),
        overrides=overrides or {},
        by=by,
        now=now + A_MINUTE,
        proven_at=None if proven is None else now + proven,
        **more,
    )


def signed(patient, by, *lines: Line, now=NINE, **more):
    return sign(begun(patient, by, *lines, now=now), by, now, **more)


def keep(doc: dict, by, now=MONDAY_8AM):
    """Write a document into the record, as any room may."""
    row = record.write(doc["resourceType"], doc, by=by, now=now)
    audit.wrote(by, "fhir.created", patient=row.patient_id, entity=(doc["resourceType"], row.logical_id))
    return row


def subject(patient) -> dict:
    return {"reference": f"Patient/{Patient.objects.get(uid=patient.patient_id).logical_id}"}


def allergy(patient, by, text: str, code: str = "", **more):
    coding = [{"system": "urn:telepraxis:substance", "code": code, "display": text}] if code else []
    concept = {"text": text} | ({"coding": coding} if coding else {})
    active = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
                          "code": "active"}]}  # fmt: skip
    doc = {"resourceType": "AllergyIntolerance", "clinicalStatus": active, "code": concept, "patient": subject(patient)}
    return keep(doc | more, by)


def statement(patient, by, text: str, **more):
    doc = {
        "resourceType": "MedicationStatement", "status": "active", "subject": subject(patient),
        "medicationCodeableConcept": {"text": text},
    }  # fmt: skip
    return keep(doc | more, by)


def observation(patient, by, code: str, value: str, unit: str, on: str = "2026-11-01T09:00:00+00:00"):
    return keep(
        {
            "resourceType": "Observation", "status": "final", "subject": subject(patient),
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "effectiveDateTime": on,
            "valueQuantity": {"value": Decimal(value), "unit": unit, "code": unit},
        },
        by,
    )  # fmt: skip


@pytest.fixture
def joana(system):
    """Joana Reis, the practice's own pharmacist."""
    return colleague("joana@quayside.test", "Joana Reis", {Role.PHARMACIST}, system)


@pytest.fixture
def second_manager(system):
    """Paulo Costa, who confirms what Marta began."""
    return colleague("paulo@quayside.test", "Paulo Costa", {Role.MANAGER}, system)


@pytest.fixture
def prescription(amara, ines):
    """Amoxicillin for a week, signed at nine."""
    return signed(amara, ines, line(AMOXICILLIN, times=3))


BORN = date(1991, 3, 12)
