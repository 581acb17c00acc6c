"""Afterwards: cancelled, renewed, changed, answered; and what a pharmacy that has claimed a line has to say to it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.events.models import ToldFact
from telepraxis.base.record.models import Resource
from telepraxis.care.medications import afterwards, baskets, handing_out, lines, reading
from telepraxis.care.medications.models import PrescribedLine, Prescription, Request, Status
from telepraxis.care.medications.refusals import NotSo, ReasonNeeded
from telepraxis.care.medications.tests.scene import (
    AMLODIPINE,
    AMOXICILLIN,
    IBUPROFEN,
    NINE,
    line,
    medicine,
    sign,
    signed,
)

LATER = NINE + timedelta(days=1)
OTHER_MAKER = medicine("Amoxicillin 500 mg capsule (Norte)", "amoxicillin", "500", "capsule", brand="Norte")
CLARITHROMYCIN = medicine("Clarithromycin 250 mg tablet", "clarithromycin", "250")


def doc_of(row: PrescribedLine) -> dict:
    return record.content_of(Resource.objects.get(pk=row.document_id))


def claim(row, by, reference="R-1", pharmacy="Harbour Pharmacy", now=LATER):
    return handing_out.claim(line=row.id, pharmacy=pharmacy, reference=reference, by=by, now=now)


def hand_out(row, by, reference="F-1", at=LATER, pharmacy="Harbour Pharmacy", quantity="21"):
    return handing_out.hand_out(
        line=row.id, reference=reference, pharmacy=pharmacy, quantity=Decimal(quantity), at=at, by=by, now=at
    )


def test_a_prescription_is_cancelled_at_once_while_nobody_has_it(prescription, ines):
    asked = afterwards.cancel(prescription=prescription.id, reason="Wrong patient", by=ines, now=LATER)

    assert asked == ()
    prescription.refresh_from_db()
    [row] = prescription.lines.all()
    assert (prescription.status, prescription.cancelled_why) == ("cancelled", "Wrong patient")
    assert (row.status, doc_of(row)["status"], doc_of(row)["statusReason"]["text"]) == (
        "cancelled", "cancelled", "Wrong patient",
    )  # fmt: skip
    told = ToldFact.objects.filter(kind="care.medications.PrescriptionEnded")
    assert sorted(each.body["how"] for each in told) == ["cancelled", "cancelled"]
    assert prescription.sendings.filter(what="cancel").count() == 1


def test_one_line_of_two_is_cancelled(amara, ines):
    got = signed(amara, ines, line(AMOXICILLIN, times=3), line(IBUPROFEN, times=3))
    first, second = got.lines.order_by("position")
    afterwards.cancel(prescription=got.id, row=second.id, reason="Not needed", by=ines, now=LATER)

    got.refresh_from_db()
    assert got.status == Status.ACTIVE
    assert [row.status for row in got.lines.order_by("position")] == ["active", "cancelled"]
    afterwards.cancel(prescription=got.id, row=first.id, reason="Not this one either", by=ines, now=LATER)
    got.refresh_from_db()
    assert got.status == Status.CANCELLED


def test_cancelling_needs_a_reason_and_a_prescriber(prescription, ines, rui, amara, joana):
    with pytest.raises(ReasonNeeded):
        afterwards.cancel(prescription=prescription.id, reason=" ", by=ines, now=LATER)
    for somebody in (rui, amara, joana):
        with pytest.raises(NotAllowed):
            afterwards.cancel(prescription=prescription.id, reason="No", by=somebody, now=LATER)
    prescription.refresh_from_db()
    assert prescription.status == Status.ACTIVE


def test_what_a_pharmacy_has_it_is_asked_to_give_back(prescription, ines, joana):
    [row] = prescription.lines.all()
    claim(row, joana)
    [asked] = afterwards.cancel(prescription=prescription.id, reason="Allergy found", by=ines, now=LATER)

    prescription.refresh_from_db()
    assert (asked.what, asked.state, prescription.status) == ("cancel", "asked", "active")
    [told] = reading.requests_waiting(what=("cancel",))
    assert (told.medicine, told.asked) == ("Amoxicillin 500 mg capsule", "Allergy found")
    with pytest.raises(NotAllowed):
        afterwards.answer_cancel(request=asked.id, confirmed=True, by=ines, now=LATER)

    afterwards.answer_cancel(request=asked.id, confirmed=True, by=joana, now=LATER)
    prescription.refresh_from_db()
    row.refresh_from_db()
    assert (prescription.status, row.claimed_by, doc_of(row)["status"]) == ("cancelled", "", "cancelled")


def test_a_pharmacy_that_handed_it_out_denies_with_a_word(prescription, ines, joana):
    [row] = prescription.lines.all()
    claim(row, joana)
    [asked] = afterwards.cancel(prescription=prescription.id, reason="Allergy found", by=ines, now=LATER)
    with pytest.raises(ReasonNeeded):
        afterwards.answer_cancel(request=asked.id, confirmed=False, by=joana, now=LATER)

    hand_out(row, joana)
    asked.refresh_from_db()
    row.refresh_from_db()
    assert (asked.state, row.status) == ("denied", "depleted")
    [told] = reading.requests_of(row.patient_id)
    assert told.answer == "It was handed out already."


def test_a_line_that_is_given_back_while_a_cancellation_waits_is_cancelled(prescription, ines, joana):
    [row] = prescription.lines.all()
    claim(row, joana)
    afterwards.cancel(prescription=prescription.id, reason="Allergy found", by=ines, now=LATER)
    handing_out.release(line=row.id, reference="R-1", by=joana, now=LATER)

    row.refresh_from_db()
    assert (row.status, Request.objects.get().state) == ("cancelled", "approved")


def test_amara_asks_for_more_and_the_renewal_takes_its_place(amara, ines):
    old = signed(amara, ines, line(AMLODIPINE, days=None))
    [row] = old.lines.all()
    asked = afterwards.ask_renewal(line=row.id, words="Nearly used up", by=amara, now=LATER)
    assert afterwards.ask_renewal(line=row.id, by=amara, now=LATER) == asked
    assert (asked.from_patient, doc_of_request(asked)["status"]) == (True, "requested")

    draft = afterwards.take_up(request=asked.id, by=ines, now=LATER)
    new = sign(draft, ines, LATER)

    asked.refresh_from_db()
    [fresh] = new.lines.all()
    row.refresh_from_db()
    old.refresh_from_db()
    assert (asked.state, asked.result_id) == ("approved", new.id)
    assert fresh.renews_id == row.id
    prior = doc_of(row)
    assert doc_of(fresh)["priorPrescription"] == {"reference": f"MedicationRequest/{prior['id']}"}
    assert (row.status, old.status, prior["status"]) == ("replaced", "replaced", "completed")
    assert (
        doc_of_request(asked)["output"][0]["valueReference"]["reference"] == f"MedicationRequest/{doc_of(fresh)['id']}"
    )
    assert Prescription.objects.filter(status="active").count() == 1


def doc_of_request(asked: Request) -> dict:
    return record.content_of(Resource.objects.get(pk=asked.document_id))


def test_a_renewal_that_is_changed_says_so(amara, ines):
    [row] = signed(amara, ines, line(AMLODIPINE, days=None)).lines.all()
    asked = afterwards.ask_renewal(line=row.id, by=amara, now=LATER)
    draft = afterwards.take_up(request=asked.id, by=ines, now=LATER)
    draft.refresh_from_db()
    [(written, read)] = reading.lines_in(draft)
    changed = line(AMLODIPINE, days=None, pieces="2", renews=read.renews)
    baskets.put_line(basket=draft.id, version=draft.version, row=written.id, line=changed, by=ines, now=LATER)
    sign(draft, ines, LATER)

    asked.refresh_from_db()
    assert asked.state == "changed"


def test_a_renewal_that_was_taken_out_again_still_waits(amara, ines):
    [row] = signed(amara, ines, line(AMLODIPINE, days=None)).lines.all()
    asked = afterwards.ask_renewal(line=row.id, by=amara, now=LATER)
    draft = afterwards.take_up(request=asked.id, by=ines, now=LATER)
    draft.refresh_from_db()
    [(written, _)] = reading.lines_in(draft)
    baskets.take_line_out(basket=draft.id, version=draft.version, row=written.id, by=ines, now=LATER)
    draft.refresh_from_db()
    baskets.put_line(basket=draft.id, version=draft.version, line=line(IBUPROFEN, times=3), by=ines, now=LATER)
    sign(draft, ines, LATER)

    asked.refresh_from_db()
    row.refresh_from_db()
    assert (asked.state, asked.basket_id, row.status) == ("asked", None, "active")


def test_a_renewal_is_denied_with_words(amara, ines):
    [row] = signed(amara, ines, line(AMLODIPINE, days=None)).lines.all()
    asked = afterwards.ask_renewal(line=row.id, by=amara, now=LATER)
    with pytest.raises(ReasonNeeded):
        afterwards.answer(request=asked.id, words=" ", approve=False, by=ines, now=LATER)
    with pytest.raises(NotSo):
        afterwards.answer(request=asked.id, words="Yes", approve=True, by=ines, now=LATER)

    afterwards.answer(request=asked.id, words="Let us talk first", approve=False, by=ines, now=LATER)
    [told] = reading.requests_of(amara.patient_id)
    assert (told.row.state, told.answer, doc_of_request(asked)["status"]) == ("denied", "Let us talk first", "rejected")
    [said] = Resource.objects.filter(type="Communication")
    assert record.content_of(said)["about"] == [{"reference": f"Task/{asked.document.logical_id}"}]
    with pytest.raises(NotSo):
        afterwards.answer(request=asked.id, words="Again", approve=False, by=ines, now=LATER)


def test_others_ask_for_nobody(amara, tomasz, ines):
    [row] = signed(amara, ines, line(AMLODIPINE, days=None)).lines.all()
    with pytest.raises(NotAllowed):
        afterwards.ask_renewal(line=row.id, by=tomasz, now=LATER)
    assert not Request.objects.exists()


def test_what_was_cancelled_is_not_renewed(prescription, amara, ines):
    [row] = prescription.lines.all()
    afterwards.cancel(prescription=prescription.id, reason="Wrong", by=ines, now=LATER)
    with pytest.raises(NotSo):
        afterwards.ask_renewal(line=row.id, by=amara, now=LATER)
    assert not Request.objects.exists()


def test_the_pharmacy_offers_other_products_and_the_prescriber_picks_one(prescription, ines, joana):
    [row] = prescription.lines.all()
    claim(row, joana)
    told = {"line": row.id, "what": "out_of_stock", "words": "Not before Thursday", "reference": "Q-7"}
    asked = afterwards.ask_change(**told, options=(OTHER_MAKER, CLARITHROMYCIN), by=joana, now=LATER)
    again = afterwards.ask_change(**told, by=joana, now=LATER)
    assert asked == again
    [waiting] = reading.requests_waiting(ines.practitioner_id)
    assert waiting.options == (OTHER_MAKER, CLARITHROMYCIN)

    draft = afterwards.take_up(request=asked.id, option=0, by=ines, now=LATER)
    [(_, read)] = reading.lines_in(draft)
    assert (read.medicine, read.supply.quantity, lines.missing(read)) == (OTHER_MAKER, Decimal(21), ())
    sign(draft, ines, LATER)

    row.refresh_from_db()
    asked.refresh_from_db()
    assert (asked.state, row.status, row.claimed_by, doc_of(row)["status"]) == ("changed", "replaced", "", "stopped")


def test_another_strength_is_dosed_anew(prescription, ines, joana):
    [row] = prescription.lines.all()
    asked = afterwards.ask_change(
        line=row.id, what="substitution", words="", options=(CLARITHROMYCIN,), by=joana, now=LATER
    )
    draft = afterwards.take_up(request=asked.id, option=0, by=ines, now=LATER)

    [(_, read)] = reading.lines_in(draft)
    assert (read.medicine, lines.missing(read)) == (CLARITHROMYCIN, ("dosage",))
    with pytest.raises(NotSo):
        afterwards.take_up(request=asked.id, option=1, by=ines, now=LATER)


def test_taken_up_twice_it_stands_there_once(prescription, ines, joana):
    [row] = prescription.lines.all()
    asked = afterwards.ask_change(line=row.id, what="dose", words="3 g a day?", by=joana, now=LATER)
    afterwards.take_up(request=asked.id, by=ines, now=LATER)
    draft = afterwards.take_up(request=asked.id, by=ines, now=LATER)
    assert draft.lines.count() == 1


def test_a_question_on_the_dose_is_answered_as_it_is_written(prescription, ines, joana):
    [row] = prescription.lines.all()
    asked = afterwards.ask_change(line=row.id, what="dose", words="Three times, really?", by=joana, now=LATER)
    afterwards.answer(request=asked.id, words="Yes, as it is written", approve=True, by=ines, now=LATER)

    asked.refresh_from_db()
    row.refresh_from_db()
    assert (asked.state, row.status) == ("approved", "active")


def test_a_request_is_taken_back_by_who_asked(amara, tomasz, ines):
    [row] = signed(amara, ines, line(AMLODIPINE, days=None)).lines.all()
    asked = afterwards.ask_renewal(line=row.id, by=amara, now=LATER)
    with pytest.raises(NotAllowed):
        afterwards.withdraw(request=asked.id, by=tomasz, now=LATER)
    afterwards.withdraw(request=asked.id, by=amara, now=LATER)

    asked.refresh_from_db()
    assert (asked.state, doc_of_request(asked)["status"]) == ("withdrawn", "cancelled")


def test_what_is_closed_and_claimed_is_asked_back_with_the_rest(amara, ines, joana, system):
    from telepraxis.base import tenancy
    from telepraxis.base.record.labels import Label

    got = signed(amara, ines, line(AMLODIPINE, days=None), line(IBUPROFEN, times=3))
    first = got.lines.order_by("position")[0]
    claim(first, joana)
    record.put_labels("MedicationRequest", doc_of(first)["id"], Label.HIV, by=system, now=LATER)
    tenancy.see(tenancy.UNLABELLED)
    asked = afterwards.cancel(prescription=got.id, reason="Wrong patient", by=ines, now=LATER)

    assert len(asked) == 1
    assert reading.requests_waiting(what=("cancel",)) == []  # closed like the line that it is about
    tenancy.see(system.sight)
    assert [row.status for row in got.lines.order_by("position")] == ["active", "cancelled"]
    assert [each.asked for each in reading.requests_waiting(what=("cancel",))] == ["Wrong patient"]
