"""Signing: what stood on the screen, by who proved that they are who they are, once, or nothing."""

from datetime import date, timedelta

import pytest

from telepraxis.base import files, record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.base.record.models import Resource
from telepraxis.care.medications import baskets, papers, prescribers, rates, reading, signing
from telepraxis.care.medications.models import BasketLine, Concern, PrescribedLine, Prescription, Sending, Status
from telepraxis.care.medications.refusals import (
    ChangedMeanwhile,
    NothingToSign,
    NotLicensed,
    OverrideNeeded,
    SecondFactorNeeded,
    Unready,
)
from telepraxis.care.medications.tests.scene import (
    A_MINUTE,
    AMLODIPINE,
    AMOXICILLIN,
    IBUPROFEN,
    NINE,
    PARACETAMOL,
    allergy,
    begun,
    line,
    shown,
    sign,
    signed,
)
from telepraxis.registry.practitioners import licences
from telepraxis.registry.signatures import verifying


def test_one_basket_becomes_a_number_a_token_and_documents(amara, ines):
    said = line(AMOXICILLIN, times=3, indication="Sinusitis", note="Please show the spoon")
    got = signed(amara, ines, said, line(AMLODIPINE, days=None, repeats=5))

    assert (got.status, got.line_count, len(got.number), got.is_controlled) == ("active", 2, 12, False)
    assert got.expires_at - got.issued_at == timedelta(days=365)
    doc, second = [record.content_of(row.document) for row in got.lines.order_by("position")]
    assert (doc["status"], doc["intent"], doc["groupIdentifier"]["value"]) == ("active", "order", got.number)
    assert doc["medicationCodeableConcept"]["text"] == "Amoxicillin 500 mg capsule"
    assert doc["dispenseRequest"]["quantity"]["value"] == 21
    assert doc["reasonCode"] == [{"text": "Sinusitis"}]
    assert doc["subject"]["display"] == "Amara Okonjo"
    assert second["dispenseRequest"]["numberOfRepeatsAllowed"] == 5
    assert [row.supplies for row in got.lines.order_by("position")] == [1, 6]
    assert ToldFact.objects.filter(kind="care.medications.PrescriptionSigned").count() == 1
    assert AuditEvent.objects.filter(action="medications.signed", patient_id=amara.patient_id).count() == 3


def test_the_token_says_offline_what_was_signed(amara, ines):
    got = signed(amara, ines, line(AMOXICILLIN, times=3))

    said = verifying.token(got.token, kind=signing.TOKEN, now=NINE + A_MINUTE)
    assert said.payload["n"] == got.number
    assert said.payload["p"] == ["Amara Okonjo", "1991-03-12"]
    assert said.payload["d"] == ["Dr Inês Carvalho", "PT OM 41872"]
    [[name, code, how, quantity, repeats, no_other]] = said.payload["l"]
    assert (name, quantity, repeats, no_other) == ("Amoxicillin 500 mg capsule", "21 capsules", 0, 0)
    assert code == "urn:telepraxis:medicine|amoxicillin-500"
    assert "3 times a day" in how or "three times a day" in how


def test_what_was_on_the_screen_is_kept_by_its_hash(amara, ines):
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    screen = shown(draft, ines)
    got = sign(draft, ines, screen=screen)

    assert got.shown == screen.digest
    assert files.read(got.shown) == screen.signed_bytes
    assert b"Amoxicillin 500 mg capsule" in screen.signed_bytes


def test_a_signed_draft_keeps_no_copy(amara, ines):
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    sign(draft, ines)

    draft.refresh_from_db()
    assert not BasketLine.objects.exists()
    assert (draft.facts, draft.answer) == ({}, {})


def test_signing_twice_signs_once(amara, ines):
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    screen = shown(draft, ines)
    first = sign(draft, ines, screen=screen)
    again = sign(draft, ines, screen=screen)

    assert first == again
    assert Prescription.objects.count() == 1


def test_what_was_changed_after_it_was_shown_is_not_signed(amara, ines):
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    screen = shown(draft, ines)
    baskets.put_line(basket=draft.id, version=2, line=line(IBUPROFEN), by=ines, now=NINE)

    with pytest.raises(ChangedMeanwhile):
        sign(draft, ines, screen=screen)
    assert not Prescription.objects.exists()


def test_an_allergy_written_down_meanwhile_is_named(amara, ines):
    draft = begun(amara, ines, line(PARACETAMOL, times=3))
    screen = shown(draft, ines)
    allergy(amara, ines, "Latex", "latex")

    with pytest.raises(ChangedMeanwhile) as refused:
        sign(draft, ines, screen=screen)
    assert refused.value.what == ("Allergy: Latex",)
    assert not Prescription.objects.exists()


def test_another_digest_than_the_shown_one_is_refused(amara, ines):
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    with pytest.raises(ChangedMeanwhile):
        sign(draft, ines, digest="0" * 64)
    assert not Prescription.objects.exists()


@pytest.mark.parametrize(
    "proven",
    [None, -A_MINUTE, timedelta(0) - timedelta(seconds=1), 2 * A_MINUTE],
    ids=["none", "old", "before", "ahead"],
)
def test_the_proof_belongs_to_what_was_shown(amara, ines, proven):
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    with pytest.raises(SecondFactorNeeded):
        sign(draft, ines, proven=proven)
    assert not Prescription.objects.exists()


def test_a_proof_grows_old(amara, ines):
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    screen = shown(draft, ines)
    with pytest.raises(SecondFactorNeeded):
        signing.sign(
            basket=draft.id, confirmed_digest=screen.digest, overrides={}, by=ines,
            now=NINE + timedelta(minutes=12), proven_at=NINE + A_MINUTE,
        )  # fmt: skip
    assert not Prescription.objects.exists()


def test_a_serious_warning_needs_a_reason_and_leaves_an_issue(amara, ines):
    allergy(amara, ines, "Penicillin", "penicillin", criticality="high")
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    screen = shown(draft, ines)
    with pytest.raises(OverrideNeeded) as refused:
        sign(draft, ines, screen=screen)
    assert refused.value.cards == screen.interruptive
    assert not Prescription.objects.exists()

    keys = {signing.card_key(card): "  " for card in screen.interruptive}
    with pytest.raises(OverrideNeeded):
        sign(draft, ines, screen=screen, overrides=keys)

    reasons = dict.fromkeys(keys, "Tolerated amoxicillin in March")
    got = sign(draft, ines, screen=screen, overrides=reasons)

    issues = [record.content_of(row) for row in Resource.objects.filter(type="DetectedIssue")]
    request = got.lines.get().document
    assert {each["mitigation"][0]["action"]["text"] for each in issues} == {"Tolerated amoxicillin in March"}
    assert all({"reference": f"MedicationRequest/{request.logical_id}"} in each["implicated"] for each in issues)
    assert len(record.content_of(request)["detectedIssue"]) == len(issues)
    gone_past = Concern.objects.filter(overridden_at__isnull=False)
    assert gone_past.count() == len(issues)
    found = rates.override_rates(date(2026, 11, 1), date(2026, 11, 30))
    [rate] = found.by_author
    assert (rate.name, rate.shown, rate.overridden, rate.percent) == (
        "Dr Inês Carvalho", len(screen.interruptive), len(screen.interruptive), 100,
    )  # fmt: skip


def test_an_incomplete_line_is_not_signed(amara, ines):
    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    bare = line(IBUPROFEN)
    row = baskets.put_line(
        basket=draft.id, version=2, line=type(bare)(typed="ibuprofen", medicine=IBUPROFEN), by=ines, now=NINE
    )
    with pytest.raises(Unready) as refused:
        sign(draft, ines)
    assert refused.value.lines == {row.id: ("dosage",)}
    assert not PrescribedLine.objects.exists()


def test_an_empty_draft_is_not_signed(amara, ines):
    with pytest.raises(NothingToSign):
        sign(begun(amara, ines), ines)
    assert not Prescription.objects.exists()


def test_a_licence_has_to_hold_where_the_patient_is(amara, ines, system):
    [held] = licences.licences_of(ines.practitioner_id)
    licences.withdraw_licence(licence=held, by=system, now=NINE)

    with pytest.raises(NotLicensed) as refused:
        signed(amara, ines, line(AMOXICILLIN, times=3))
    assert refused.value.jurisdiction == "PT"
    assert not Prescription.objects.exists()


def test_nurses_prescribe_with_the_right_and_a_licence_only(amara, freya, marta, system):
    with pytest.raises(NotAllowed):
        baskets.open_basket(patient=amara.patient_id, by=freya, now=NINE)

    prescribers.grant(practitioner=freya.practitioner_id, may_prescribe=True, by=marta, now=NINE)
    with pytest.raises(NotLicensed):
        signed(amara, freya, line(PARACETAMOL, times=3))

    licences.add_licence(
        practitioner=freya.practitioner_id, jurisdiction="PT", number="OE 7", valid_from=date(2020, 1, 1),
        by=system, now=NINE,
    )  # fmt: skip
    got = sign(reading.open_basket_of(amara.patient_id, freya.practitioner_id), freya)
    assert got.author_id == freya.practitioner_id


def test_a_colleague_does_not_sign_what_somebody_else_wrote(amara, ines, system):
    from tests.people import colleague

    draft = begun(amara, ines, line(AMOXICILLIN, times=3))
    screen = shown(draft, ines)
    other = colleague("vera@quayside.test", "Vera Pinto", {"physician"}, system)
    with pytest.raises(NotAllowed):
        signing.show(basket=draft.id, by=other, now=NINE)
    with pytest.raises(NotAllowed):
        sign(draft, other, screen=screen)
    assert not Prescription.objects.exists()


def test_the_paper_is_made_once_signed_and_kept_in_the_record(amara, ines, system):
    got = signed(amara, ines, line(AMOXICILLIN, times=3, indication="Sinusitis"))
    document = papers.make(prescription=got.id, by=system, now=NINE + A_MINUTE)
    again = papers.make(prescription=got.id, by=system, now=NINE + 2 * A_MINUTE)

    assert document == again
    got.refresh_from_db()
    pdf = reading.paper_of(got)
    checked = verifying.paper(pdf)
    assert (pdf[:5], str(checked.state)) == (b"%PDF-", "genuine")
    assert record.content_of(document)["type"]["coding"][0]["code"] == "57833-6"
    assert (document.patient_id, document.doc_status) == (amara.patient_id, "final")


def test_the_native_network_has_it_at_once(prescription):
    [sent] = Sending.objects.all()
    assert (sent.network, sent.what, sent.state) == ("native", "new", "accepted")


def test_a_signed_prescription_does_not_change_in_the_database(prescription):
    from django.db import IntegrityError, connection, transaction

    for statement in (
        "UPDATE medications_prescription SET token = 'x'",
        "UPDATE medications_prescription SET expires_at = expires_at + interval '1 year'",
        "UPDATE medications_prescribedline SET supplies = 9",
        "DELETE FROM medications_prescribedline",
        "DELETE FROM medications_prescription",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Prescription.objects.get().status == Status.ACTIVE
