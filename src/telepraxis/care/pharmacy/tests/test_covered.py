"""What a plan pays: the card goes along, the pharmacy works the price out by its own rules, both parts stay apart."""

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Resource
from telepraxis.care.pharmacy import bench, ordering, paying, plan_refusing
from telepraxis.care.pharmacy.models import Claim, ClaimLine, Handout, Order
from telepraxis.care.pharmacy.ordering import LineWanted
from telepraxis.care.pharmacy.refusals import NotCovered, NotSo
from telepraxis.care.storefronts import coverages, plans
from telepraxis.care.storefronts.patient_part import NOT_COVERED, Terms
from telepraxis.commons.mailbox.models import Outgoing
from telepraxis.registry.patients.registration import register
from tests.people import MONDAY_8AM, patient_with_account

from .covered_scene import (
    CARD,
    MEMBER,
    bills,
    bought,
    card_of,
    card_there,
    opened,
    otherwise,
    parts_here,
    parts_there,
)
from .scene import (
    AMOXICILLIN,
    IBUPROFEN,
    NINE,
    NOON,
    TEN,
    claim_at,
    hand_over,
    key,
    made_ready,
    on_shelf,
    order,
    prescribe,
    states_at,
    stock,
)

pytestmark = pytest.mark.django_db(transaction=True)


def owed(town) -> int:
    with town.at(town.corner):
        return paying.owed(Claim.objects.get().id).total_minor


def test_the_patient_owes_her_part_and_the_plan_the_rest(town):
    opened(town)
    placed = bought(town, 42, 50, medicines=(AMOXICILLIN, IBUPROFEN))

    assert states_at(town, placed) == ("accepted", {1: "kept", 2: "kept"})
    assert parts_there(town) == [("waiting", 42, 168), ("waiting", 50, 55)]
    assert parts_here(town) == [("kept", 42, 168, "billed"), ("kept", 50, 55, "billed")]
    assert owed(town) == 92

    claim = claim_at(town, town.corner)
    hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim))
    with town.at(town.corner):
        rows = Handout.objects.order_by("claim_line__position")
        plan = Claim.objects.get().plan_id
        assert [(each.plan_id, each.paid_minor, each.covered_minor, each.currency) for each in rows] == [
            (plan, 42, 168, "EUR"), (plan, 50, 55, "EUR"),
        ]  # fmt: skip
    assert owed(town) == 92


def test_the_card_goes_along_as_a_coverage_and_in_nothing_else(town):
    opened(town)
    bought(town, 42)
    doc = card_there(town)
    assert (doc["subscriberId"], doc["payor"], doc["class"][0]["value"]) == (
        MEMBER, [{"display": "Meridian Health"}], "MER-B",
    )  # fmt: skip
    with town.at(town.corner):
        claim = Claim.objects.get()
        assert doc["beneficiary"] == {"reference": f"Patient/{claim.patient.logical_id}"}
        assert AuditEvent.objects.filter(action="storefronts.coverage_kept", patient_id=claim.patient_id).exists()
    with town.at(town.quayside):
        [sent] = Outgoing.objects.filter(kind="pharmacy.order")
        said = json.loads(sent.body) if isinstance(sent.body, str) else sent.body
        [task] = [each["resource"] for each in said["entry"] if each["resource"]["resourceType"] == "Task"]
        assert MEMBER not in json.dumps(task)
        assert MEMBER not in " ".join(AuditEvent.objects.values_list("reason", flat=True))

    bought(town, 42)  # the same card is kept once
    with town.at(town.corner):
        assert Resource.objects.filter(type="Coverage").count() == 1
        assert Claim.objects.values("coverage").distinct().count() == 1


def test_the_plans_rule_changed_between_choice_and_pharmacy(town):
    plan = opened(town)
    bills(town, town.corner, 40, plan=plan)
    placed = bought(town, 42)

    assert states_at(town, placed) == ("changed", {1: "changed"})
    assert parts_here(town) == [("changed", 84, 126, "billed")]
    assert owed(town) == 0
    with town.at(town.quayside):
        ordering.agree(order=placed.id, by=town.amara, now=NOON)
    town.carry(NOON)
    assert (states_at(town, placed)[0], owed(town)) == ("accepted", 84)


def test_once_it_is_kept_another_rule_changes_nothing(town):
    plan = opened(town)
    placed = bought(town, 42)
    bills(town, town.corner, 40, plan=plan)
    claim = claim_at(town, town.corner)
    hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim))
    town.carry(NOON)
    assert (states_at(town, placed)[0], owed(town), parts_there(town)) == ("handed_out", 42, [("handed_out", 42, 168)])


@pytest.mark.parametrize(
    ("what", "says"), [("retired", "not_billed"), ("not covered", "not_covered"), ("currency", "not_covered")]
)
def test_where_the_plan_pays_nothing_any_more_the_shelf_price_is_asked_for(town, what, says):
    plan = opened(town)
    with town.at(town.corner):
        by = town.corner.pharmacist
        if what == "retired":
            plans.retire(plan=plan.id, by=by, now=NINE)
        elif what == "currency":
            said = plans.PlanSaid("Meridian Health", "Basic", "MER-B", "USD", plan.terms)
            plans.keep(said=said, plan=plan.id, by=by, now=NINE)
    if what == "not covered":
        otherwise(town, town.corner, plan, AMOXICILLIN, NOT_COVERED)
    placed = bought(town, 42)
    assert states_at(town, placed) == ("changed", {1: "changed"})
    assert parts_here(town) == [("changed", 210, 0, says)]


def test_a_card_that_has_ended_or_is_anothers_is_refused_and_nothing_is_ordered(town):
    opened(town)
    prescription, card = prescribe(town, AMOXICILLIN), card_of(town)
    with town.at(town.quayside):
        other = register(
            given="Ben", family="Hale", birth_date=date(1980, 4, 2), gender="male",
            phone="+351 910 555 099", email="ben@example.org", language="en", jurisdiction="PT",
            time_zone="Europe/Lisbon", by=town.ines, now=MONDAY_8AM,
        )  # fmt: skip
        ben = patient_with_account(other, town.ines)
        bens = coverages.keep(patient=ben.patient_id, said=CARD, by=ben, now=NINE).uid
        with pytest.raises(NotAllowed):
            coverages.end(coverage=bens, by=town.amara, now=NINE)
        coverages.end(coverage=card, by=town.amara, now=NINE)
        lines = [LineWanted(row.id, promised_minor=42) for row in prescription.lines.all()]
        for refused in (card, bens, uuid4()):
            with pytest.raises(NotCovered):
                ordering.place(
                    prescription=prescription.id, lines=lines, pharmacy=town.corner.id, currency="EUR",
                    coverage=refused, key=key(), by=town.amara, now=TEN,
                )  # fmt: skip
        assert (Order.objects.count(), Outgoing.objects.filter(kind="pharmacy.order").count()) == (0, 0)


def test_a_card_that_ends_on_the_way_counts_no_more(town):
    opened(town)
    card = card_of(town, replace(CARD, ends=TEN.date()))
    placed = order(town, prescribe(town, AMOXICILLIN), town.corner, 42, coverage=card)
    town.carry(TEN + timedelta(days=1))
    assert (states_at(town, placed)[0], parts_here(town)) == ("changed", [("changed", 210, 0, "not_covered")])


def test_a_coverage_that_is_none_leaves_the_shelf_price(town, monkeypatch):
    from telepraxis.care.pharmacy import orders

    opened(town)
    monkeypatch.setattr(orders.enclosed, "coverage", lambda doc, patient: {"resourceType": "Coverage", "id": "x"})
    placed = bought(town, 42)
    assert (states_at(town, placed)[0], parts_here(town)) == ("changed", [("changed", 210, 0, "")])


def test_the_plan_refuses_the_patient_says_yes_and_pays_all(town):
    opened(town)
    placed, claim = bought(town, 42), claim_at(town, town.corner)
    with town.at(town.corner):
        line = ClaimLine.objects.get()
        bench.check(claim_line=line.id, by=town.corner.pharmacist, now=NOON)
        with pytest.raises(NotAllowed):
            plan_refusing.refuse_plan(claim_line=line.id, by=town.amara, now=NOON)
        plan_refusing.refuse_plan(claim_line=line.id, by=town.corner.pharmacist, now=NOON)
        with pytest.raises(NotSo):
            plan_refusing.refuse_plan(claim_line=line.id, by=town.corner.pharmacist, now=NOON)
    town.carry(NOON)
    assert parts_there(town) == [("changed", 210, 0)]
    assert parts_here(town) == [("changed", 210, 0, "refused")]
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 21)  # kept while she is asked

    with town.at(town.quayside):
        ordering.agree(order=placed.id, by=town.amara, now=NOON)
    town.carry(NOON)
    assert owed(town) == 210
    hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim))
    with town.at(town.corner):
        given = Handout.objects.get()
        assert (given.plan_id, given.paid_minor, given.covered_minor) == (None, 210, 0)
        with pytest.raises(NotSo):
            plan_refusing.refuse_plan(claim_line=given.claim_line_id, by=town.corner.pharmacist, now=NOON)


def test_after_a_refusal_another_product_is_not_covered_again(town):
    opened(town)
    bought(town, 42)
    with town.at(town.corner):
        line, by = ClaimLine.objects.get(), town.corner.pharmacist
        plan_refusing.refuse_plan(claim_line=line.id, by=by, now=NOON)
        bench.choose_item(claim_line=line.id, item=line.item_id, by=by, now=NOON)
    assert parts_there(town) == [("changed", 210, 0)]


def test_moved_elsewhere_the_card_goes_there_or_the_shelf_price_stands(town):
    opened(town)
    stock(town, town.hill, AMOXICILLIN, 100, 8)
    bills(town, town.hill, 50)
    placed = bought(town, 42)
    with town.at(town.quayside):
        [line] = placed.lines.all()
        coverage = Order.objects.get(pk=placed.pk).coverage_id
        ordering.move(
            order=placed.id, lines=[line.id], pharmacy=town.hill.id, promised={line.id: 84}, currency="EUR",
            coverage=coverage, key=key(), by=town.amara, now=NOON,
        )  # fmt: skip
    town.carry(NOON)
    with town.at(town.hill):
        line = ClaimLine.objects.get()
        assert (line.state, line.price_minor, line.covered_minor) == ("waiting", 84, 84)


def test_what_is_missing_is_covered_by_nobody(town):
    stock(town, town.corner, AMOXICILLIN, 0, 10)
    stock(town, town.corner, IBUPROFEN, 100, 5)
    otherwise(town, town.corner, bills(town, town.corner), IBUPROFEN, Terms(copay_minor=50))
    bought(town, 42, 50, medicines=(AMOXICILLIN, IBUPROFEN))
    assert parts_there(town) == [("missing", None, 0), ("waiting", 50, 55)]
