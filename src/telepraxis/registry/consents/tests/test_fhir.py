from telepraxis.base import record
from telepraxis.base.record.models import Patient
from telepraxis.registry.consents import giving, texts
from tests.guarded import is_kept_plainly, stays_ours
from tests.people import MONDAY_8AM


def test_what_amara_agreed_to_is_not_withdrawn_from_outside(quayside, amara, ines):
    text = texts.current_text("telehealth", "PT", "en", MONDAY_8AM.date())
    consent = giving.give(patient=amara.patient_id, text_id=text.id, by=amara, now=MONDAY_8AM)

    stays_ours(
        record.read("Consent", consent.logical_id),
        "The patient withdraws it under Consents, or staff do as the patient says so.",
        by=ines,
        status="inactive",
    )

    assert giving.current_consent(amara.patient_id, "telehealth").document_id == consent.uid


def test_a_consent_given_elsewhere_is_kept_and_opens_nothing_here(amara, ines):
    patient = Patient.objects.get(uid=amara.patient_id)
    doc = {
        "resourceType": "Consent",
        "id": "elsewhere",
        "status": "active",
        "patient": {"reference": f"Patient/{patient.logical_id}"},
        "policyRule": {"text": "telehealth PT en 1"},
    }
    is_kept_plainly(doc, by=ines)

    assert giving.current_consent(amara.patient_id, "telehealth") is None
