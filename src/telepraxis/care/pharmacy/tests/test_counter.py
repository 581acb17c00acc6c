"""The code on paper at a counter: genuine or not, whose turn it is, given back, scanned twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from telepraxis.base.access import NotAllowed
from telepraxis.care.medications.models import PrescribedLine, Prescription
from telepraxis.care.pharmacy import claiming, ordering
from telepraxis.care.pharmacy.models import Claim, Handout, Order
from telepraxis.care.pharmacy.refusals import NotSo, ReasonNeeded
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    IBUPROFEN,
    NINE,
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
from telepraxis.registry.signatures import tokens, verifying

pytestmark = pytest.mark.django_db(transaction=True)


def token_of(town, prescription) -> str:
    with town.at(town.quayside):
        return Prescription.objects.get(pk=prescription.pk).token


def ask(town, pharmacy, token: str, lines=None, now=TEN) -> Claim:
    with town.at(pharmacy):
        return claiming.ask(token=token, lines=lines, by=pharmacy.pharmacist, now=now)


def test_a_code_is_read_without_asking_anybody(town):
    token = token_of(town, prescribe(town, AMOXICILLIN))
    with town.at(town.corner):
        read = claiming.read(text=f"https://example.org/verify#{token}", by=town.corner.pharmacist, now=TEN)
        assert (read.issuer_name, read.patient, read.born) == ("Quayside Practice", "Amara Okonjo", "1991-03-12")
        [only] = read.lines
        assert (only.medicine, only.position, only.may_substitute) == ("Amoxicillin 500 mg capsule", 1, True)


def test_what_is_not_genuine_or_over_is_not_asked_for(town):
    whole = prescribe(town, AMOXICILLIN)
    token = token_of(town, whole)
    head, body, signature = token.split(".")
    altered = f"{head}.{body[:-4]}{'AAAA' if body[-4:] != 'AAAA' else 'BBBB'}.{signature}"
    with town.at(town.hill):
        other = tokens.sign({"n": whole.number, "l": []}, kind="message", expires=NOON, now=TEN)
    bad = {altered: verifying.NotAccepted, token[: len(token) // 2]: verifying.Damaged, other: verifying.WrongKind}
    for text, refusal in bad.items():
        with pytest.raises(refusal):
            ask(town, town.corner, text)
    with pytest.raises(verifying.Expired):
        ask(town, town.corner, token, now=NINE + timedelta(days=366))
    with pytest.raises(verifying.NotYetValid):  # a clock that is an hour behind
        ask(town, town.corner, token, now=NINE - timedelta(hours=1))
    with town.at(town.corner):
        assert not Claim.objects.exists()


def test_a_token_of_ones_own_making_claims_nothing_of_anybody(town):
    """Hill signs a genuine token that names Quayside's prescription: only Hill would be asked, and knows none."""
    whole = prescribe(town, AMOXICILLIN)
    with town.at(town.hill):
        said = {"n": whole.number, "p": ["Amara Okonjo", "1991-03-12"], "d": ["Dr X", "1"], "o": "Q", "l": []}
        made_up = tokens.sign(said, kind="prescription", expires=NOON + timedelta(days=9), now=TEN)
    for asks in (town.hill, town.corner):
        claim = ask(town, asks, made_up)
        town.carry()
        with town.at(asks):
            claim.refresh_from_db()
            assert (claim.state, claim.refused_why) == ("refused", "This code names no prescription of this practice.")
    with town.at(town.quayside):
        assert not PrescribedLine.objects.get().is_claimed


def test_the_first_counter_has_it_and_the_second_is_told_who(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    token = token_of(town, prescribe(town, AMOXICILLIN))
    mine = ask(town, town.corner, token)
    assert ask(town, town.corner, token) == mine  # scanned twice
    town.carry()
    theirs = ask(town, town.hill, token)
    town.carry()

    assert states_there(town, town.corner, mine) == ("waiting", {1: "waiting"})
    with town.at(town.hill):
        theirs.refresh_from_db()
        assert (theirs.state, theirs.refused_why) == ("refused", "Corner Pharmacy is getting this ready already.")
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 21)

    with town.at(town.corner):
        claiming.give_back(claim=mine.id, by=town.corner.pharmacist, now=TEN)
        with pytest.raises(NotSo):
            claiming.give_back(claim=mine.id, by=town.corner.pharmacist, now=TEN)
    town.carry()
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 0)
    again = ask(town, town.hill, token)
    town.carry()
    assert states_there(town, town.hill, again) == ("waiting", {1: "missing"})


def test_some_lines_here_and_some_there(town):
    for each in (town.corner, town.hill):
        stock(town, each, AMOXICILLIN, 100, 10)
        stock(town, each, IBUPROFEN, 100, 5)
    token = token_of(town, prescribe(town, AMOXICILLIN, IBUPROFEN))
    one = ask(town, town.corner, token, [2])
    town.carry()
    rest = ask(town, town.hill, token)
    town.carry()

    with town.at(town.corner):
        assert [each.item.name for each in one.lines.select_related("item")] == [IBUPROFEN.name]
    with town.at(town.hill):
        assert [each.item.name for each in rest.lines.select_related("item")] == [AMOXICILLIN.name]
        rest.refresh_from_db()
        assert rest.refused_why == "Corner Pharmacy is getting this ready already."


def test_a_code_that_was_photographed_gets_nothing_after_it_was_used(town):
    for each in (town.corner, town.hill):
        stock(town, each, AMOXICILLIN, 100, 10)
    token = token_of(town, prescribe(town, AMOXICILLIN))
    claim = ask(town, town.corner, token)
    town.carry()
    made_ready(town, town.corner, claim)
    with pytest.raises(ReasonNeeded):
        hand_over(town, town.corner, claim)
    hand_over(town, town.corner, claim, why_without_code="Identity card")
    town.carry(NOON)

    replayed = ask(town, town.hill, token, now=NOON)
    town.carry(NOON)
    with town.at(town.hill):
        replayed.refresh_from_db()
        assert (replayed.state, replayed.refused_why) == ("refused", "This line is no longer active: Used up.")
        assert not Handout.objects.exists()
    with town.at(town.quayside):
        assert PrescribedLine.objects.get().fills.count() == 1


def test_two_pharmacies_and_an_order_at_once_are_one_claim(town):
    for each in (town.corner, town.hill):
        stock(town, each, AMOXICILLIN, 100, 10)
    prescription = prescribe(town, AMOXICILLIN)
    token = token_of(town, prescription)

    def act(number: int):
        try:
            if number == 2:
                return order(town, prescription, town.corner, 210)
            return ask(town, (town.corner, town.hill)[number], token)
        except Exception as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as many:
        list(many.map(act, range(3)))
    town.carry()

    with town.at(town.quayside):
        assert PrescribedLine.objects.get().is_claimed
        assert sum(each.is_open for each in Order.objects.all()) == 1
    open_there = 0
    for each in (town.corner, town.hill):
        with town.at(each):
            open_there += Claim.objects.filter(ended_at=None).count()
    kept = on_shelf(town, town.corner, AMOXICILLIN)[1] + on_shelf(town, town.hill, AMOXICILLIN)[1]
    assert (open_there, kept) == (1, 21)


def test_withdrawing_and_handing_out_at_once_end_in_one_of_both(town):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    first = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    town.carry()
    with town.at(town.quayside):
        ordering.withdraw(order=first.id, by=town.amara, now=NOON)

    def act(number: int) -> str:
        try:
            if number == 0:
                town.carry(NOON)
                return "carried"
            hand_over(town, town.corner, claim, code=code)
            return "handed out"
        except NotSo:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as many:
        answers = list(many.map(act, range(3)))
    town.carry(NOON)

    won = answers.count("handed out")
    assert won in (0, 1)
    assert on_shelf(town, town.corner, AMOXICILLIN) == ((79, 0) if won else (100, 0))
    assert states_at(town, first)[0] == ("handed_out" if won else "cancelled")
    with town.at(town.quayside):
        assert PrescribedLine.objects.get().fills.count() == won


def test_only_pharmacists_claim(town):
    token = token_of(town, prescribe(town, AMOXICILLIN))
    with town.at(town.corner):
        from dataclasses import replace

        from telepraxis.base.access import Role

        somebody = replace(town.corner.pharmacist, roles=frozenset({Role.FRONT_DESK}))
        with pytest.raises(NotAllowed):
            claiming.ask(token=token, by=somebody, now=TEN)
        assert not Claim.objects.exists()
