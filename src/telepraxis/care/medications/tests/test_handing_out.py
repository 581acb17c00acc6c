"""What pharmacies tell: one claims, hands out once and no more than was signed, and the chart shows it."""

from datetime import date, timedelta

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.record.models import Resource
from telepraxis.care.medications import expiring, handing_out, reading, refills
from telepraxis.care.medications.handing_out import AlreadyClaimed, NotToHandOut
from telepraxis.care.medications.models import Fill, PrescribedLine, Status
from telepraxis.care.medications.tests.scene import AMLODIPINE, AMOXICILLIN, IBUPROFEN, NINE, line, signed
from telepraxis.care.medications.tests.test_afterwards import LATER, claim, doc_of, hand_out


def test_a_second_claim_is_refused_and_told_why(prescription, joana):
    [row] = prescription.lines.all()
    claim(row, joana)
    assert claim(row, joana).claim_reference == "R-1"  # told twice

    with pytest.raises(AlreadyClaimed) as refused:
        claim(row, joana, reference="R-9", pharmacy="Hill Pharmacy")
    assert (refused.value.pharmacy, refused.value.since) == ("Harbour Pharmacy", LATER)

    handing_out.release(line=row.id, reference="R-1", by=joana, now=LATER)
    assert claim(row, joana, reference="R-9", pharmacy="Hill Pharmacy").claimed_by == "Hill Pharmacy"


def test_only_a_pharmacist_tells_of_it(prescription, ines, amara, rui):
    [row] = prescription.lines.all()
    for somebody in (ines, amara, rui):
        with pytest.raises(NotAllowed):
            claim(row, somebody)
        with pytest.raises(NotAllowed):
            hand_out(row, somebody)
    assert not Fill.objects.exists()


def test_what_was_handed_out_stands_in_the_record_once(prescription, joana):
    [row] = prescription.lines.all()
    claim(row, joana)
    fill = hand_out(row, joana)
    assert hand_out(row, joana) == fill

    row.refresh_from_db()
    prescription.refresh_from_db()
    [doc] = [record.content_of(each) for each in Resource.objects.filter(type="MedicationDispense")]
    assert (row.status, row.handed_out, row.claimed_by, prescription.status) == ("depleted", 1, "", "depleted")
    assert doc["authorizingPrescription"] == [{"reference": f"MedicationRequest/{row.document.logical_id}"}]
    assert (doc["quantity"]["value"], doc["quantity"]["unit"]) == (21, "capsule")
    assert doc_of(row)["status"] == "active"  # it is being taken
    [told] = reading.prescription(prescription.id).lines
    [supplied] = told.fills
    assert (supplied.pharmacy, supplied.quantity) == ("Harbour Pharmacy", "21 capsules")


def test_no_more_than_was_signed_is_handed_out(prescription, joana):
    [row] = prescription.lines.all()
    hand_out(row, joana)
    with pytest.raises(NotToHandOut):
        hand_out(row, joana, reference="F-2")
    assert Fill.objects.count() == 1


def test_repeats_come_due_one_after_another(amara, ines, joana):
    [row] = signed(amara, ines, line(AMLODIPINE, days=None, repeats=2, interval=28)).lines.all()
    hand_out(row, joana, quantity="30")
    row.refresh_from_db()
    assert (row.remaining, row.next_due_on) == (2, LATER.date() + timedelta(days=28))

    with pytest.raises(NotToHandOut):
        hand_out(row, joana, reference="F-2", at=LATER + timedelta(days=27))
    assert list(refills.medicines_due(LATER.date() + timedelta(days=27))) == []
    assert list(refills.medicines_due(LATER.date() + timedelta(days=28))) == [row]

    hand_out(row, joana, reference="F-2", at=LATER + timedelta(days=28))
    hand_out(row, joana, reference="F-3", at=LATER + timedelta(days=56))
    row.refresh_from_db()
    assert (row.status, row.next_due_on, row.handed_out) == ("depleted", None, 3)


def test_an_expired_one_is_not_handed_out_though_the_hour_has_not_come(prescription, joana):
    [row] = prescription.lines.all()
    with pytest.raises(NotToHandOut):
        hand_out(row, joana, at=NINE + timedelta(days=366))
    assert not Fill.objects.exists()


def test_what_has_expired_is_ended_and_counts_once(amara, ines, joana, system):
    got = signed(amara, ines, line(AMLODIPINE, days=None), line(IBUPROFEN, days=None))
    after = got.expires_at
    assert expiring.expire_due(by=system, now=after - timedelta(seconds=1)) == 0
    assert expiring.expire_due(by=system, now=after) == 1
    assert expiring.expire_due(by=system, now=after) == 0

    got.refresh_from_db()
    assert (got.status, {row.status for row in got.lines.all()}) == ("expired", {"expired"})


def test_a_course_leaves_the_list_when_it_is_over(amara, ines, joana, system):
    [row] = signed(amara, ines, line(AMOXICILLIN, times=3, days=7)).lines.all()
    hand_out(row, joana)  # on the 24th
    assert expiring.end_courses(today=date(2026, 12, 1), by=system, now=LATER) == 0
    assert expiring.end_courses(today=date(2026, 12, 2), by=system, now=LATER) == 1
    assert expiring.end_courses(today=date(2026, 12, 3), by=system, now=LATER) == 0
    assert doc_of(row)["status"] == "completed"


def test_what_is_taken_on_stays_until_the_last_supply_is_used_up(amara, ines, joana, system):
    [row] = signed(amara, ines, line(AMLODIPINE, days=None)).lines.all()
    hand_out(row, joana, quantity="30")  # the 24th of November, for 30 days
    row.refresh_from_db()
    assert row.status == Status.DEPLETED

    assert expiring.end_courses(today=date(2026, 12, 24), by=system, now=LATER) == 0
    assert expiring.end_courses(today=date(2026, 12, 25), by=system, now=LATER) == 1
    assert doc_of(row)["status"] == "completed"


def test_refills_are_reminded_of_once_and_without_a_name(amara, ines, joana, system, settings):
    from telepraxis.base.notify.models import OutgoingMail

    [row] = signed(amara, ines, line(AMLODIPINE, days=None, repeats=2, interval=28)).lines.all()
    hand_out(row, joana, quantity="30")
    due = date(2026, 12, 22)
    assert refills.remind_of_refills(today=due - timedelta(days=6), by=system, now=LATER) == 0
    assert refills.remind_of_refills(today=due - timedelta(days=5), by=system, now=LATER) == 1
    assert refills.remind_of_refills(today=due - timedelta(days=4), by=system, now=LATER) == 0
    [mail] = OutgoingMail.objects.all()
    assert (mail.subject, mail.to) == ("A reminder from Quayside Practice", "amara@example.org")


def test_how_many_days_the_supplies_cover(amara, ines, joana):
    [row] = signed(amara, ines, line(AMLODIPINE, days=None, repeats=2)).lines.all()
    assert refills.days_covered(row, LATER.date()) is None
    hand_out(row, joana, quantity="30")
    hand_out(row, joana, reference="F-2", at=LATER + timedelta(days=40), quantity="30")
    row = PrescribedLine.objects.get()
    assert refills.days_covered(row, LATER.date() + timedelta(days=80)) == (60, 80)
