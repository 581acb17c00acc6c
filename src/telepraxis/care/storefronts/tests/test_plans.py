"""Plans: kept and published by the pharmacy alone, with exceptions one by one and by file; and what Amara finds."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, NotAllowed, Role
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.ui.sheets import NotASheet
from telepraxis.care.storefronts import covering, finding, plan_sheet, plans, publishing
from telepraxis.care.storefronts.finding import CHEAPEST, NEAREST, Wanted
from telepraxis.care.storefronts.models import OwnPlan, OwnPlanException, Plan, PlanException
from telepraxis.care.storefronts.patient_part import NOT_COVERED, Terms, plan_key
from telepraxis.care.storefronts.plan_particulars import BadPlan, PlanSaid
from telepraxis.registry.formulary.starter_set import SYSTEM
from tests.people import MONDAY_8AM

from .scene import AMOXICILLIN, BRIDGE, IBUPROFEN, OMEPRAZOLE, pharmacist

BASIC = PlanSaid("Meridian Health", "Basic", "MER-B", "EUR", Terms(percent=Decimal(20)))
KEY = plan_key("Meridian Health", "MER-B")
BASKET = [Wanted(SYSTEM, AMOXICILLIN, Decimal(21)), Wanted(SYSTEM, IBUPROFEN, Decimal(20))]


def bills(tenant, said=BASIC, **exceptions) -> OwnPlan:
    with tenancy.serving(tenant.id):
        about = {"by": pharmacist(tenant), "now": MONDAY_8AM}
        row = plans.keep(said=said, **about)
        for code, terms in exceptions.items():
            codes = {"amoxicillin": AMOXICILLIN, "ibuprofen": IBUPROFEN, "omeprazole": OMEPRAZOLE}
            plans.make_exception(plan=row.id, code=(SYSTEM, codes[code]), terms=terms, **about)
    return row


def totals(found) -> list[tuple[str, int, int]]:
    return [(each.storefront.name, each.total_minor, each.covered_minor) for each in found.places]


def test_what_amara_pays_comes_first_where_her_plan_is_billed(port_alder, founded):
    """On the shelf Harbour takes 5.20, Hill 6.45; with the plan Hill asks for 1.29."""
    harbour, _corner, hill = port_alder
    bills(hill)
    with tenancy.serving(founded.id):
        assert totals(finding.find(BASKET, near=BRIDGE, order=CHEAPEST)) == [
            ("Harbour Pharmacy", 520, 0), ("Hill Pharmacy", 645, 0),
        ]  # fmt: skip
        found = finding.find(BASKET, near=BRIDGE, order=CHEAPEST, plan=KEY)
        assert totals(found) == [("Hill Pharmacy", 105 + 24, 516), ("Harbour Pharmacy", 520, 0)]
        assert [each.bills_plan for each in found.places] == [True, False]
        assert found.places[0].shelf_minor == 645
        nearest = finding.find(BASKET, near=BRIDGE, order=NEAREST, plan=KEY)
        assert totals(nearest) == [("Harbour Pharmacy", 520, 0), ("Hill Pharmacy", 129, 516)]
        assert finding.find(BASKET, near=BRIDGE, plan=plan_key("Another", "MER-B")).places[1].covered_minor == 0


def test_what_is_otherwise_for_a_product(port_alder, founded):
    bills(port_alder[2], ibuprofen=NOT_COVERED, amoxicillin=Terms(copay_minor=300))
    with tenancy.serving(founded.id):
        hill = finding.find(BASKET, near=BRIDGE, order=CHEAPEST, plan=KEY).places[0]
        assert [(match.cost_minor, match.paid_minor) for match in hill.matches] == [(525, 300), (120, 120)]


def test_a_split_is_at_what_is_paid(port_alder, founded):
    bills(port_alder[0])
    with tenancy.serving(founded.id):
        basket = [*BASKET, Wanted(SYSTEM, OMEPRAZOLE, Decimal(14))]
        found = finding.find(basket, near=BRIDGE, within_km=3, plan=KEY)
        assert [(part.place.storefront.name, part.total_minor) for part in found.split] == [
            ("Harbour Pharmacy", 84 + 20), ("Corner Pharmacy", 168),
        ]  # fmt: skip


def test_two_statements_more_however_many_bill_it(port_alder, founded, django_assert_num_queries):
    for tenant in port_alder:
        bills(tenant, ibuprofen=Terms(copay_minor=10))
    with tenancy.serving(founded.id):
        Plan.objects.count()  # the first statement also asks whom the transaction serves
        with connection.execute_wrapper(counted := Counted()):
            finding.find(BASKET, near=BRIDGE)
        with django_assert_num_queries(counted.n + 2):
            finding.find(BASKET, near=BRIDGE, plan=KEY)


class Counted:
    n = 0

    def __call__(self, execute, sql, params, many, context):
        self.n += 1
        return execute(sql, params, many, context)


def test_published_with_the_pharmacy_and_ended_with_the_plan(port_alder, founded):
    hill = port_alder[2]
    row = bills(hill, ibuprofen=NOT_COVERED)
    with tenancy.serving(founded.id):
        assert [(each.payer, each.name, each.code) for each in covering.published_plans()] == [
            ("Meridian Health", "Basic", "MER-B")
        ]
    with tenancy.serving(hill.id):
        by = pharmacist(hill)
        plans.keep(said=replace(BASIC, code="MER-2"), plan=row.id, by=by, now=MONDAY_8AM)
        assert [(each.code, each.ended_at is None) for each in Plan.objects.order_by("id")] == [
            ("MER-B", False), ("MER-2", True),
        ]  # fmt: skip
        assert PlanException.objects.count() == 1
        publishing.withdraw(by=by, now=MONDAY_8AM)
    with tenancy.serving(founded.id):
        assert covering.published_plans() == []
    with tenancy.serving(hill.id):
        publishing.publish(by=by, now=MONDAY_8AM)
        plans.retire(plan=row.id, by=by, now=MONDAY_8AM)
        assert (Plan.objects.filter(ended_at=None).count(), PlanException.objects.count()) == (0, 0)
        assert covering.own_plans() == []
        with pytest.raises(OwnPlan.DoesNotExist):
            plans.retire(plan=row.id, by=by, now=MONDAY_8AM)


def test_nobody_writes_anothers_plan(port_alder, founded):
    row = bills(port_alder[2])
    with tenancy.serving(founded.id):
        assert OwnPlan.objects.count() == 0
        assert Plan.objects.update(percent=0) == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            Plan.objects.create(
                storefront_id=Plan.objects.get().storefront_id, key="x|y", payer="y", name="x", code="x",
                currency="EUR", percent=0,
            )  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic():
            PlanException.objects.create(plan=Plan.objects.get(), system="s", code="c", is_covered=False)
    with tenancy.serving(port_alder[2].id):
        nurse = Actor(organization_id=port_alder[2].id, name="N", roles=frozenset({Role.NURSE, Role.BILLER}))
        for act in (
            lambda: plans.keep(said=BASIC, by=nurse, now=MONDAY_8AM),
            lambda: plans.bring(plan=row.id, content=b"", by=nurse, now=MONDAY_8AM),
            lambda: plans.retire(plan=row.id, by=nurse, now=MONDAY_8AM),
        ):
            with pytest.raises(NotAllowed):
                act()


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (replace(BASIC, payer=" "), {"payer"}),
        (replace(BASIC, code="M|B"), {"code"}),
        (replace(BASIC, currency="EURO"), {"currency"}),
        (replace(BASIC, terms=NOT_COVERED), {"percent"}),
        (replace(BASIC, terms=Terms()), {"percent"}),
    ],
)
def test_what_a_plan_cannot_be(port_alder, said, fields):
    with tenancy.serving(port_alder[0].id), pytest.raises(BadPlan) as refused:
        plans.keep(said=said, by=pharmacist(port_alder[0]), now=MONDAY_8AM)
    assert set(refused.value.why) == fields


def test_the_same_plan_is_kept_once(port_alder):
    bills(port_alder[0])
    with tenancy.serving(port_alder[0].id), pytest.raises(BadPlan):
        plans.keep(said=replace(BASIC, code="mer-b"), by=pharmacist(port_alder[0]), now=MONDAY_8AM)


FILE = f"""system;code;covered;percent;copay;at_least;at_most
{SYSTEM};{AMOXICILLIN};;10;;0,50;2
{SYSTEM};{IBUPROFEN};no;;;;
{SYSTEM};{OMEPRAZOLE};yes;;1.25;;
"""


def test_a_file_says_all_that_is_otherwise_and_comes_back_as_the_same(port_alder):
    hill = port_alder[2]
    row = bills(hill, amoxicillin=NOT_COVERED)
    with tenancy.serving(hill.id):
        by = pharmacist(hill)
        assert plans.bring(plan=row.id, content=FILE.encode(), by=by, now=MONDAY_8AM) == 3
        found = {each.code: each.terms for each in OwnPlanException.objects.all()}
        assert found == {
            AMOXICILLIN: Terms(percent=Decimal(10), at_least_minor=50, at_most_minor=200),
            IBUPROFEN: NOT_COVERED,
            OMEPRAZOLE: Terms(copay_minor=125),
        }
        assert {each.code: each.terms for each in PlanException.objects.all()} == found
        written = plan_sheet.written((((SYSTEM, code), terms) for code, terms in found.items()), "EUR")
        assert plans.bring(plan=row.id, content=written.encode(), by=by, now=MONDAY_8AM) == 3
        assert {each.code: each.terms for each in OwnPlanException.objects.all()} == found
        assert plans.bring(plan=row.id, content=b"system,code\n", by=by, now=MONDAY_8AM) == 0
        assert AuditEvent.objects.filter(action="storefronts.plan_brought").count() == 3


def test_with_a_fault_in_one_line_nothing_is_changed_and_each_is_named(port_alder):
    hill = port_alder[2]
    row = bills(hill, amoxicillin=NOT_COVERED)
    bad = f"""system,code,covered,percent,copay,at_least,at_most
{SYSTEM},{AMOXICILLIN},yes,20,,,
,x,,20,,,
{SYSTEM},b,maybe,20,,,
{SYSTEM},c,,20,5,,
{SYSTEM},d,no,20,,,
{SYSTEM},e,,,1.234,,
{SYSTEM},f,,101,,,
{SYSTEM},g,,,1,3,2
{SYSTEM},{AMOXICILLIN},,30,,,
{SYSTEM},h,,abc,,,
"""
    with tenancy.serving(hill.id):
        with pytest.raises(plans.NotClean) as refused:
            plans.bring(plan=row.id, content=bad.encode(), by=pharmacist(hill), now=MONDAY_8AM)
        assert [(fault.line, fault.column) for fault in refused.value.faults] == [
            (3, "system"), (4, "covered"), (5, "percent"), (6, "covered"), (7, "copay"), (8, "percent"),
            (9, "at_most"), (10, "code"), (11, "percent"),
        ]  # fmt: skip
        assert [each.terms for each in OwnPlanException.objects.all()] == [NOT_COVERED]
        assert [each.terms for each in PlanException.objects.all()] == [NOT_COVERED]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"name,price\nx,1\n", b"system,code,rebate\n", b'system,code\n"x'])
def test_what_is_no_table(port_alder, content):
    row = bills(port_alder[2])
    with tenancy.serving(port_alder[2].id), pytest.raises(NotASheet):
        plans.bring(plan=row.id, content=content, by=pharmacist(port_alder[2]), now=MONDAY_8AM)
