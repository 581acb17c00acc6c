"""Between pharmacist and prescriber: asked back, asked for something else, answered, talked about."""

from datetime import timedelta

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.care.medications import afterwards
from telepraxis.care.medications.models import PrescribedLine, Request
from telepraxis.care.medications.tests.scene import sign
from telepraxis.care.pharmacy import asking, bench, claiming, reading, remarks
from telepraxis.care.pharmacy.models import Claim, ClaimLine, OrderLine, Question, Remark
from telepraxis.care.pharmacy.refusals import CancelAsked, NotSo, ReasonNeeded
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    IBUPROFEN,
    NOON,
    TEN,
    claim_at,
    hand_over,
    made_ready,
    on_shelf,
    order,
    prescribe,
    states_at,
    states_there,
    stock,
)

pytestmark = pytest.mark.django_db(transaction=True)
ONE = NOON + timedelta(hours=1)


@pytest.fixture
def ordered(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    stock(town, town.corner, IBUPROFEN, 100, 5)
    placed = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    return placed


def cancel(town, placed, now=NOON):
    with town.at(town.quayside):
        return afterwards.cancel(prescription=placed.prescription_id, reason="Rash", by=town.ines, now=now)


def test_what_is_asked_back_is_not_handed_out_and_ends_when_it_was_given_back(town, ordered):
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    assert len(cancel(town, ordered)) == 1
    town.carry(NOON)

    with pytest.raises(CancelAsked):
        hand_over(town, town.corner, claim, code=code)
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 21)
    with town.at(town.corner):
        assert [each.words for each in reading.remarks_of(claim=claim.id)] == ["Rash"]
        claiming.give_back(claim=claim.id, by=town.corner.pharmacist, now=ONE)
    town.carry(ONE)

    with town.at(town.quayside):
        row = PrescribedLine.objects.get()
        assert (row.status, Request.objects.get().state) == ("cancelled", "approved")
    assert states_at(town, ordered) == ("cancelled", {1: "cancelled"})
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 0)


def test_what_was_handed_out_before_it_was_asked_back_stays_in_the_chart(town, ordered):
    claim = claim_at(town, town.corner)
    hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim))
    cancel(town, ordered)
    town.carry(ONE)

    with town.at(town.quayside):
        row = PrescribedLine.objects.get()
        assert (row.status, row.handed_out, Request.objects.get().state) == ("depleted", 1, "denied")
    assert states_at(town, ordered) == ("handed_out", {1: "handed_out"})


def test_a_cancellation_taken_back_lets_it_be_handed_out_after_all(town, ordered):
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    [asked] = cancel(town, ordered)
    town.carry(NOON)
    with town.at(town.quayside):
        afterwards.withdraw(request=asked.id, by=town.ines, now=ONE)
    town.carry(ONE)
    hand_over(town, town.corner, claim, code=code, now=ONE)
    town.carry(ONE)
    assert states_at(town, ordered) == ("handed_out", {1: "handed_out"})


def test_another_product_is_asked_for_prescribed_and_takes_the_old_ones_place(town, ordered):
    claim = claim_at(town, town.corner)
    with town.at(town.corner):
        [line] = ClaimLine.objects.all()
        said = {"claim_line": line.id, "what": "substitution", "by": town.corner.pharmacist, "now": NOON}
        with pytest.raises(ReasonNeeded):
            asking.ask_prescriber(words=" ", **said)
        question = asking.ask_prescriber(words="Ibuprofen instead?", options=(IBUPROFEN,), **said)
        assert asking.ask_prescriber(words="Again", **said) == question
    town.carry(NOON)
    with town.at(town.quayside):
        [asked] = Request.objects.all()
        assert (asked.what, asked.asked_by, asked.line.position) == ("substitution", "Corner Pharmacy", 1)
        draft = afterwards.take_up(request=asked.id, option=0, by=town.ines, now=NOON)
        from telepraxis.care.medications import baskets
        from telepraxis.care.medications.tests.scene import line as written

        [row] = draft.lines.all()
        new = written(IBUPROFEN, times=3, renews=row.renews)
        put = baskets.put_line(basket=draft.id, version=draft.version, line=new, row=row.id, by=town.ines, now=NOON)
        sign(put.basket, town.ines, now=ONE)
    town.carry(ONE)

    assert states_there(town, town.corner, claim) == ("waiting", {1: "given_back", 2: "waiting"})
    assert states_at(town, ordered) == ("accepted", {1: "cancelled", 2: "kept"})
    assert (on_shelf(town, town.corner, AMOXICILLIN), on_shelf(town, town.corner, IBUPROFEN)) == ((100, 0), (100, 21))
    with town.at(town.corner):
        assert Question.objects.get().state == "changed"
        new = ClaimLine.objects.get(position=2)
        assert record.content_of(new.document)["medicationCodeableConcept"]["text"] == IBUPROFEN.name
        assert new.price_minor == 105
    with town.at(town.quayside):
        assert dict(PrescribedLine.objects.values_list("status", "claimed_by")) == {
            "replaced": "", "active": "Corner Pharmacy",
        }  # fmt: skip


def test_a_no_comes_back_with_its_words(town, ordered):
    with town.at(town.corner):
        [line] = ClaimLine.objects.all()
        asking.ask_prescriber(claim_line=line.id, what="dose", words="Thrice?", by=town.corner.pharmacist, now=NOON)
    town.carry(NOON)
    with town.at(town.quayside):
        afterwards.answer(request=Request.objects.get().id, words="As written.", approve=True, by=town.ines, now=ONE)
    town.carry(ONE)
    with town.at(town.corner):
        assert Question.objects.get().state == "approved"
        assert [each.words for each in reading.remarks_of(claim=line.claim_id)] == ["As written."]
    assert states_at(town, ordered) == ("accepted", {1: "kept"})


def test_both_write_to_each_other_and_who_read_it_when_is_kept(town, ordered):
    claim = claim_at(town, town.corner)
    with town.at(town.corner):
        remarks.write(claim=claim.id, words="With food?", by=town.corner.pharmacist, now=NOON)
        with pytest.raises(ReasonNeeded):
            remarks.write(claim=claim.id, words="  ", by=town.corner.pharmacist, now=NOON)
    town.carry(NOON)
    with town.at(town.quayside):
        [came] = reading.remarks_of(order=ordered.id)
        assert (came.words, came.row.author, came.row.is_ours) == ("With food?", "Pilar Ríos, Corner Pharmacy", False)
        with pytest.raises(NotAllowed):
            remarks.read(remarks=[came.row.id], by=town.amara, now=ONE)
        assert remarks.read(remarks=[came.row.id], by=town.ines, now=ONE) == 1
        assert remarks.read(remarks=[came.row.id], by=town.ines, now=ONE) == 0
        assert Remark.objects.get().read_at == ONE
        with pytest.raises(NotAllowed):
            remarks.write(order=ordered.id, words="Hello", by=town.amara, now=ONE)
        remarks.write(order=ordered.id, words="Yes.", by=town.ines, now=ONE)
    town.carry(ONE)
    with town.at(town.corner):
        assert [each.words for each in reading.remarks_of(claim=claim.id)] == ["With food?", "Yes."]


def test_a_prescription_that_expires_while_it_waits_is_given_back(town, ordered):
    from telepraxis.base.access import Actor
    from telepraxis.care.medications import expiring

    with town.at(town.quayside):
        after = ordered.prescription.expires_at
        assert expiring.expire_due(by=Actor.system(town.quayside.id), now=after) == 1
    town.carry(NOON)
    assert states_at(town, ordered) == ("cancelled", {1: "cancelled"})
    with town.at(town.corner):
        assert (Claim.objects.get().state, ClaimLine.objects.get().why) == ("given_back", "over")
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 0)


def test_refused_at_the_bench_with_words(town, ordered):
    claim = claim_at(town, town.corner)
    with town.at(town.corner):
        with pytest.raises(ReasonNeeded):
            bench.refuse(claim=claim.id, words="", by=town.corner.pharmacist, now=TEN)
        bench.refuse(claim=claim.id, words="Looks like a slip.", by=town.corner.pharmacist, now=TEN)
        with pytest.raises(NotSo):
            bench.refuse(claim=claim.id, words="Again", by=town.corner.pharmacist, now=TEN)
    town.carry()
    assert states_at(town, ordered) == ("refused", {1: "cancelled"})
    with town.at(town.quayside):
        assert [each.words for each in reading.remarks_of(order=ordered.id)] == ["Looks like a slip."]
        assert OrderLine.objects.get().why == "refused"
