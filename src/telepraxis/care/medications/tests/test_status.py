"""A pharmacist without an account asks: genuine, cancelled, expired, what is left. No word of whom or of what."""

from dataclasses import fields
from datetime import date, timedelta

import pytest

from telepraxis.base.access import Actor
from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.medications import afterwards, status
from telepraxis.care.medications.tests.scene import AMLODIPINE, AMOXICILLIN, BORN, NINE, line, signed
from telepraxis.care.medications.tests.test_afterwards import LATER, claim, hand_out
from telepraxis.registry.signatures import tokens, verifying

SOON = NINE + timedelta(minutes=20)


@pytest.fixture
def visitor(quayside):
    return Actor.visitor(quayside.id, address="198.51.100.7")


def ask(text, by, birth_date=None, now=SOON):
    return status.ask(text=text, birth_date=birth_date, by=by, now=now)


def test_the_token_is_genuine_and_all_of_it_is_left(prescription, visitor):
    found = ask(prescription.token, visitor)

    assert (found.number, found.status, found.practice) == (prescription.shown_number, "active", "Quayside Practice")
    [standing] = found.lines
    assert (standing.position, standing.remaining, standing.supplies, standing.is_claimed) == (1, 1, 1, False)
    assert AuditEvent.objects.filter(action="medications.status_asked").count() == 1


def test_scanned_as_a_link_it_is_the_same(prescription, visitor):
    assert ask(tokens.address(prescription.token), visitor) == ask(prescription.token, visitor)


def test_the_number_needs_the_birth_date(prescription, visitor):
    spoken = prescription.shown_number.lower().replace("0", "o").replace("-", " ")
    assert ask(spoken, visitor, BORN).number == prescription.shown_number
    assert ask(spoken, visitor, date(1991, 3, 13)) is None
    assert ask(spoken, visitor) is None


def test_the_answer_has_no_place_for_a_name_or_a_medicine(prescription, visitor):
    found = ask(prescription.token, visitor)
    said = repr(found)
    assert "Amara" not in said and "moxicillin" not in said
    assert {each.name for each in fields(status.LineStanding)} == {
        "position", "status", "remaining", "supplies", "next_due_on", "is_claimed",
    }  # fmt: skip


def test_cancelled_claimed_handed_out_and_expired_are_said(amara, ines, joana, visitor):
    got = signed(amara, ines, line(AMLODIPINE, days=None, repeats=1), line(AMOXICILLIN, times=3))
    first, second = got.lines.order_by("position")
    claim(first, joana)
    assert [each.is_claimed for each in ask(got.token, visitor).lines] == [True, False]

    hand_out(first, joana, quantity="30")
    afterwards.cancel(prescription=got.id, row=second.id, reason="Not needed", by=ines, now=LATER)
    assert [(each.status, each.remaining) for each in ask(got.token, visitor, now=LATER).lines] == [
        ("active", 1), ("cancelled", 0),
    ]  # fmt: skip

    over = ask(got.token, visitor, now=got.expires_at)
    assert (over.status, over.lines[0].remaining) == ("expired", 0)
    much_later = ask(got.token, visitor, now=got.expires_at + timedelta(days=30))
    assert much_later.status == "expired"


def test_an_altered_token_is_refused(prescription, visitor):
    head, _, tail = prescription.token.rpartition(".")
    flipped = ("A" if tail[0] != "A" else "B") + tail[1:]
    with pytest.raises(verifying.Altered):
        ask(f"{head}.{flipped}", visitor)
    with pytest.raises(verifying.NotAccepted):
        ask("not a prescription at all", visitor)
    assert not AuditEvent.objects.filter(action="medications.status_asked").exists()


def test_a_token_for_something_else_is_none(quayside, visitor, ines):
    other = tokens.sign({"n": "X"}, kind="receipt", expires=LATER, now=NINE)
    with pytest.raises(verifying.WrongKind):
        ask(other, visitor)


def test_birth_dates_are_not_tried_through(prescription, visitor):
    for day in range(1, 6):
        assert ask(prescription.number, visitor, date(1991, 4, day)) is None
    with pytest.raises(status.TooMany):
        ask(prescription.number, visitor, BORN)
    other = Actor.visitor(visitor.organization_id, address="198.51.100.8")
    with pytest.raises(status.TooMany):
        ask(prescription.number, other, BORN)


def test_one_address_asks_so_often_only(prescription, visitor):
    for _ in range(30):
        ask(prescription.token, visitor)
    with pytest.raises(status.TooMany):
        ask(prescription.token, visitor)


def test_another_organizations_token_leads_there(prescription, hillcrest):
    from telepraxis.base import tenancy

    tenancy_of_hillcrest = Actor.visitor(hillcrest.id, address="198.51.100.7")
    assert tenancy.served_organization() != hillcrest.id
    with pytest.raises(status.SignedElsewhere) as refused:
        ask(prescription.token, tenancy_of_hillcrest)
    assert refused.value.name == "Quayside Practice"
