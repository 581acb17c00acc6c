"""What plans owe: each line that was handed out, less what came back, to the cent, for whoever bills it."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from telepraxis.base.access import Actor, Role
from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.pharmacy import plans_owe, returning
from telepraxis.care.pharmacy.models import ClaimLine, Handout
from telepraxis.care.pharmacy.returning import MoneyBack
from telepraxis.care.storefronts import plans
from telepraxis.commons.inventory.models import Lot
from tests.people import colleague, signed_in_client

from .covered_scene import CARD, MEMBER, bought, card_of, opened
from .scene import AMOXICILLIN, IBUPROFEN, NOON, claim_at, hand_over, key, made_ready, order, prescribe, stock

pytestmark = pytest.mark.django_db(transaction=True)
LISBON, NOVEMBER, DECEMBER = ZoneInfo("Europe/Lisbon"), date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def given(town):
    """Amara got amoxicillin (2.10: she pays 0.42) and ibuprofen (1.05: 0.50) in November."""
    plan = opened(town)
    bought(town, 42, 50, medicines=(AMOXICILLIN, IBUPROFEN))
    claim = claim_at(town, town.corner)
    hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim))
    return plan


def month(town, plan, first=NOVEMBER) -> plans_owe.Month:
    with town.at(town.corner):
        return plans_owe.of_month(plan.id, first, LISBON)


def back(town, position: int, much: int, now, money: MoneyBack | None = None) -> None:
    with town.at(town.corner):
        handout = Handout.objects.get(claim_line__position=position)
        returning.take_back(
            handout=handout.id, lot=Lot.objects.get(item=handout.item).id, quantity=Decimal(much), why="Unopened",
            money=money or MoneyBack("all"), key=key(), by=town.corner.pharmacist, now=now,
        )  # fmt: skip


def test_what_was_handed_out_with_both_parts_and_the_sum(town, given):
    found = month(town, given)
    sums = [(each.shelf_minor, each.paid_minor, each.covered_minor) for each in found.entries]
    assert sums == [(210, 42, 168), (105, 50, 55)]
    assert {(each.name, each.member) for each in found.entries} == {("Amara Okonjo", MEMBER)}
    assert found.sums == [(223, "EUR")]
    assert month(town, given, DECEMBER).entries == ()


def test_what_comes_back_is_subtracted_in_its_month_and_all_of_it_is_nothing(town, given):
    back(town, 1, 10, NOON)
    back(town, 1, 11, NOON + timedelta(days=10))
    november, december = month(town, given), month(town, given, DECEMBER)
    assert [(each.is_back, each.covered_minor) for each in november.entries] == [(False, 168), (False, 55), (True, -80)]
    assert november.sums == [(143, "EUR")]
    assert [(each.is_back, each.quantity, each.covered_minor) for each in december.entries] == [(True, 11, -88)]
    assert november.sums[0][0] + december.sums[0][0] == 55


def test_the_plan_owes_nothing_for_what_came_back_though_the_patient_gets_nothing(town, given):
    back(town, 1, 21, NOON, MoneyBack("none", why="It was opened"))
    entry = month(town, given).entries[-1]
    assert (entry.shelf_minor, entry.paid_minor, entry.covered_minor) == (-210, 0, -168)


def test_handed_out_in_parts_the_parts_are_those_of_the_line(town):
    plan = opened(town)
    bought(town, 42)
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    with town.at(town.corner):
        line = ClaimLine.objects.get()
    hand_over(town, town.corner, claim, code=code, quantities={line.id: Decimal(5)})
    with town.at(town.corner):
        from telepraxis.care.pharmacy import bench

        lot = Lot.objects.get(item=line.item_id)
        bench.pick(claim_line=line.id, lot=lot.id, by=town.corner.pharmacist, now=NOON)
        _claim, code = bench.ready(claim=claim.id, by=town.corner.pharmacist, now=NOON)
    hand_over(town, town.corner, claim, code=code)
    parts = [(each.paid_minor, each.covered_minor) for each in month(town, plan).entries]
    assert parts == [(10, 40), (32, 128)]


def test_a_line_without_a_plan_and_another_plan_are_not_in_it(town, given):
    prescription = prescribe(town, AMOXICILLIN)
    order(town, prescription, town.corner, 210)
    town.carry()
    with town.at(town.corner):
        said = plans.PlanSaid("Old Guild", "Gold", "OG", "EUR", given.terms)
        other = plans.keep(said=said, by=town.corner.pharmacist, now=NOON)
        assert [each.code for each in plans_owe.plans()] == ["MER-B", "OG"]
    assert month(town, other).entries == ()
    with town.at(town.corner):
        for row in (given, other):
            plans.retire(plan=row.id, by=town.corner.pharmacist, now=NOON)
        assert [each.code for each in plans_owe.plans()] == ["MER-B"]  # it still owes
    assert month(town, given).sums == [(223, "EUR")]


def test_the_page_and_the_file_for_whoever_bills_and_nobody_else(town, given):
    with town.at(town.corner):
        system = Actor.system(town.corner.id)
        bea = colleague("bea@corner.test", "Bea Holm", {Role.BILLER}, system)
        nils = colleague("nils@corner.test", "Nils Berg", {Role.NURSE}, system)
    path = f"?plan={given.id}&month=2026-11"
    for who in (bea, town.corner.pharmacist):
        shown = signed_in_client(who).get(f"/pharmacy/plans/{path}").content.decode()
        assert "Amara Okonjo" in shown and "€2.23" in shown
    assert signed_in_client(nils).get(f"/pharmacy/plans/{path}").status_code == 403
    assert signed_in_client(nils).get(f"/pharmacy/plans/owed.csv{path}").status_code == 403

    file = signed_in_client(bea).get(f"/pharmacy/plans/owed.csv{path}")
    assert file["Content-Disposition"] == 'attachment; filename="plan-2026-11.csv"'
    assert file["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(file.content.decode())))
    assert rows[0] == ["Meridian Health", "Basic", "MER-B"]
    assert [row[2:4] + row[7:] for row in rows[2:4]] == [
        [MEMBER, "Amara Okonjo", "21", "2.10", "0.42", "1.68", "EUR"],
        [MEMBER, "Amara Okonjo", "21", "1.05", "0.50", "0.55", "EUR"],
    ]
    assert rows[-1][0] == "Sum" and rows[-1][-2:] == ["2.23", "EUR"]
    with town.at(town.corner):
        assert AuditEvent.objects.filter(action="pharmacy.plans_owe_read").exists()
        reasons = " ".join(AuditEvent.objects.values_list("reason", flat=True))
        assert MEMBER not in reasons


def test_as_many_questions_however_much_was_handed_out(town, given, django_assert_num_queries):
    with town.at(town.corner), django_assert_num_queries(6):
        plans_owe.of_month(given.id, NOVEMBER, LISBON)
    stock(town, town.corner, AMOXICILLIN, 100, 10, lots=("A2",))
    order(town, prescribe(town, AMOXICILLIN), town.corner, 42, coverage=card_of(town, replace(CARD, member="2")))
    town.carry()
    with town.at(town.corner):
        claim = ClaimLine.objects.order_by("-id").first().claim
    hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim))
    with town.at(town.corner), django_assert_num_queries(6):
        found = plans_owe.of_month(given.id, NOVEMBER, LISBON)
    assert (len(found.entries), found.entries[-1].member, found.sums) == (3, "2", [(391, "EUR")])


def test_where_no_plan_is_billed_the_page_says_so(town):
    client = signed_in_client(town.corner.pharmacist)
    assert "No plan is billed here" in client.get("/pharmacy/plans/").content.decode()
    assert client.get("/pharmacy/plans/owed.csv").headers["Location"] == "/pharmacy/plans/"
