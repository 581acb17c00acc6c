"""A hospital whose wards prescribe what its own pharmacy hands out: one organization, one person, one record."""

import pytest

from telepraxis.base import record
from telepraxis.base.record.labels import Label
from telepraxis.base.record.models import Patient, Resource
from telepraxis.care.medications.models import Fill, PrescribedLine, Prescription
from telepraxis.care.pharmacy import bench, claiming, clinical_look, remarks, returning
from telepraxis.care.pharmacy.at_bench import claim_shown
from telepraxis.care.pharmacy.models import Claim, Customer, Handout, Order, Remark
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    NOON,
    TEN,
    claim_at,
    hand_over,
    key,
    made_ready,
    on_shelf,
    order,
    pharmacy_opened,
    prescribe,
    states_at,
    states_there,
    stock,
)
from telepraxis.care.pharmacy.tests.test_own_pages import publish, said
from telepraxis.commons.inventory.models import Lot
from telepraxis.commons.mailbox import reading as mailbox
from telepraxis.registry.confidentiality import labelling
from tests.people import signed_in_client

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward(town):
    """Quayside has a pharmacy of its own, with Wanda at its bench and amoxicillin at 10 cents on its shelf."""
    own = pharmacy_opened(town.quayside, "wanda@quayside.test", "Wanda Kowal")
    stock(town, own, AMOXICILLIN, 100, 10)
    return own


def in_chart(type: str) -> int:
    return Resource.objects.filter(type=type).count()


def test_an_order_at_the_own_pharmacy_is_made_ready_and_handed_out_once(town, ward):
    first = order(town, prescribe(town, AMOXICILLIN), ward, 210)
    town.carry()
    claim = claim_at(town, ward)
    assert states_there(town, ward, claim) == ("waiting", {1: "waiting"})
    assert states_at(town, first) == ("accepted", {1: "kept"})
    assert on_shelf(town, ward, AMOXICILLIN) == (100, 21)

    code = made_ready(town, ward, claim)
    town.carry()
    assert states_at(town, first) == ("ready", {1: "ready"})
    hand_over(town, ward, claim, code=code, counsel=True, counsel_note="With food")
    town.carry(NOON)

    assert states_there(town, ward, claim) == ("done", {1: "handed_out"})
    assert states_at(town, first) == ("handed_out", {1: "handed_out"})
    assert on_shelf(town, ward, AMOXICILLIN) == (79, 0)
    with town.at(town.quayside):
        assert (Patient.objects.count(), Customer.objects.count()) == (1, 0)
        assert (in_chart("MedicationRequest"), in_chart("MedicationDispense")) == (1, 1)
        fill, handout = Fill.objects.get(), Handout.objects.get()
        assert fill.document_id == handout.document_id
        assert PrescribedLine.objects.get().status == "depleted"
        assert [each["text"] for each in record.content_of(fill.document)["note"]] == ["A1: 21", "With food"]
        assert {Order.objects.get().heard, Claim.objects.get().heard} == {4}
        assert mailbox.partners() == []  # nobody chooses oneself, nor blocks


def test_the_code_at_the_own_counter_is_granted_and_given_back(town, ward):
    prescribe(town, AMOXICILLIN)
    with town.at(town.quayside):
        token = Prescription.objects.get().token
        claim = claiming.ask(token=token, by=ward.pharmacist, now=TEN)
        assert claiming.ask(token=token, by=ward.pharmacist, now=TEN) == claim
    town.carry()
    assert states_there(town, ward, claim) == ("waiting", {1: "waiting"})
    with town.at(town.quayside):
        claim.refresh_from_db()
        assert (claim.patient_id, Patient.objects.count()) == (Patient.objects.get().uid, 1)
        assert PrescribedLine.objects.get().claimed_by == "Quayside Practice"
    with town.at(town.corner):
        other = claiming.ask(token=token, by=town.corner.pharmacist, now=TEN)
    town.carry()
    with town.at(town.corner):
        other.refresh_from_db()
        assert other.refused_why == "Quayside Practice is getting this ready already."

    with town.at(town.quayside):
        claiming.give_back(claim=claim.id, by=ward.pharmacist, now=TEN)
    town.carry()
    with town.at(town.quayside):
        assert not PrescribedLine.objects.get().is_claimed
        assert Order.objects.get(pharmacy=town.quayside.id).state == "cancelled"
    assert on_shelf(town, ward, AMOXICILLIN) == (100, 0)


def test_the_look_takes_the_prescription_itself_for_no_second_one(town, ward):
    order(town, prescribe(town, AMOXICILLIN), ward, 210)
    town.carry()
    with town.at(town.quayside):
        shown = claim_shown(Claim.objects.get(), TEN)
        look = clinical_look.look(shown, TEN)
        assert (look.taking, look.grave) == ((), ())


def test_the_patient_finds_it_and_orders_there(town, ward):
    publish(town, ward, 38.71)
    prescription = prescribe(town, AMOXICILLIN)
    path = f"/me/{town.amara.patient_id}/prescriptions/{prescription.id}/pharmacies/"
    client = signed_in_client(town.amara)
    assert ">Quayside Practice</h3>" in client.get(path).content.decode()
    form = said(client.get(f"{path}{town.quayside.id}/").content.decode())
    assert client.post(f"{path}{town.quayside.id}/", form | {"how": "pickup"}).status_code == 302
    town.carry()
    assert claim_at(town, ward).state == "waiting"


def test_what_is_restricted_stays_closed_to_who_is_not_cleared(town, ward):
    order(town, prescribe(town, AMOXICILLIN), ward, 210)
    town.carry()
    with town.at(town.quayside):
        request = PrescribedLine.objects.get().document
        entry = labelling.entry_of(town.amara.patient_id, "MedicationRequest", request.uid)
        labelling.restrict(entry=entry, labels=Label.MENTAL_HEALTH, by=town.ines, now=TEN)
    claim = claim_at(town, ward)
    page = signed_in_client(ward.pharmacist).get(f"/pharmacy/claims/{claim.id}/").content.decode()
    assert "A line of this prescription is closed to you." in page
    assert "Amoxicillin" not in page


def test_a_note_of_the_look_adds_nothing_to_what_was_signed(town, ward):
    order(town, prescribe(town, AMOXICILLIN), ward, 210)
    town.carry()
    claim = claim_at(town, ward)
    with town.at(town.quayside):
        signed = PrescribedLine.objects.get().document
        before = signed.version
        bench.check(claim_line=claim.lines.get().id, note="Asked about penicillin", by=ward.pharmacist, now=TEN)
        signed.refresh_from_db()
        assert signed.version == before
    town.carry()
    with town.at(town.quayside):
        assert Remark.objects.get(is_ours=False).order_id == Order.objects.get().id


def test_a_remark_reaches_the_side_that_it_is_for(town, ward):
    first = order(town, prescribe(town, AMOXICILLIN), ward, 210)
    town.carry()
    claim = claim_at(town, ward)
    with town.at(town.quayside):
        remarks.write(claim=claim.id, words="The syrup?", by=ward.pharmacist, now=TEN)
        remarks.write(order=first.id, words="No, capsules.", by=town.ines, now=TEN)
    town.carry()
    with town.at(town.quayside):
        came = Remark.objects.filter(is_ours=False)
        assert [(each.author, each.order_id) for each in came.filter(claim=None)] == [
            ("Wanda Kowal, Quayside Practice", first.id)
        ]
        assert [each.author for each in came.filter(order=None)] == ["Dr Inês Carvalho, Quayside Practice"]


def test_what_comes_back_stands_beside_the_one_handout(town, ward):
    order(town, prescribe(town, AMOXICILLIN), ward, 210)
    town.carry()
    claim = claim_at(town, ward)
    [handout] = hand_over(town, ward, claim, code=made_ready(town, ward, claim))
    town.carry(NOON)
    with town.at(town.quayside):
        returning.take_back(
            handout=handout.id, lot=Lot.objects.get().id, quantity=5, why="Rash",
            money=returning.MoneyBack("all"), key=key(), by=ward.pharmacist, now=NOON,
        )  # fmt: skip
    town.carry(NOON)
    with town.at(town.quayside):
        notes = record.content_of(Fill.objects.get().document)["note"]
        assert [each["text"] for each in notes] == ["A1: 21", "Came back to the pharmacy: 5 capsule"]
