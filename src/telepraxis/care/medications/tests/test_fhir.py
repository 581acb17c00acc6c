"""From outside: what was signed here is not changed, and what was prescribed elsewhere comes in and is looked at."""

import pytest

from telepraxis.base import record
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Resource
from telepraxis.care.medications import gathering
from telepraxis.care.medications.models import PrescribedLine, Status
from telepraxis.care.medications.tests.scene import NINE, subject
from telepraxis.care.medications.tests.test_afterwards import LATER, doc_of


def keep(doc, by):
    return keepers.keeper_of(doc["resourceType"]).keep(doc, by=by, now=LATER)


def test_a_signed_line_is_not_changed_or_removed_from_outside(prescription, ines):
    row = prescription.lines.get()
    doc = doc_of(row)
    for other in (doc | {"status": "cancelled"}, doc | {"note": [{"text": "Twice as much"}]}):
        with pytest.raises(Refused):
            keep(other, ines)
    with pytest.raises(Refused):
        keepers.keeper_of("MedicationRequest").remove(doc["id"], by=ines, now=LATER)

    assert doc_of(row) == doc
    assert keep(doc, ines).version == 1  # as it is stored it changes nothing
    assert PrescribedLine.objects.get().status == Status.ACTIVE


def test_what_was_prescribed_elsewhere_is_kept_and_looked_at(amara, ines):
    keep(
        {
            "resourceType": "MedicationRequest", "id": "from-elsewhere", "status": "active", "intent": "order",
            "subject": subject(amara), "medicationCodeableConcept": {"text": "Warfarin 5 mg"},
            "dosageInstruction": [{"text": "as the clinic says"}],
        },
        ines,
    )  # fmt: skip
    [taken] = gathering.basket_of(amara.patient_id, {}, NINE).facts.taking
    assert (taken.words, [each.substance for each in taken.ingredients], taken.daily) == (
        "Warfarin 5 mg", ["warfarin"], (),
    )  # fmt: skip


def test_a_fill_is_not_changed_from_outside(prescription, joana, ines):
    from telepraxis.care.medications.tests.test_afterwards import hand_out

    hand_out(prescription.lines.get(), joana)
    stored = Resource.objects.get(type="MedicationDispense")
    with pytest.raises(Refused):
        keep(record.content_of(stored) | {"status": "entered-in-error"}, ines)
    stored.refresh_from_db()
    assert stored.version == 1
