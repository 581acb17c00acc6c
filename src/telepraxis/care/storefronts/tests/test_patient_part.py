"""What the patient pays of a shelf price, to the cent; and that the search says the same as the rule."""

from decimal import Decimal
from random import Random

import pytest

from telepraxis.base import tenancy
from telepraxis.care.storefronts import finding, plans
from telepraxis.care.storefronts.finding import CHEAPEST, Wanted
from telepraxis.care.storefronts.models import OwnPlan
from telepraxis.care.storefronts.patient_part import NOT_COVERED, PlanTerms, Terms, patient_part, plan_key
from telepraxis.care.storefronts.plan_particulars import PlanSaid, why_not
from telepraxis.registry.formulary.starter_set import SYSTEM
from tests.people import MONDAY_8AM

from .scene import AMOXICILLIN, HARBOUR, IBUPROFEN, OMEPRAZOLE, pharmacist

CODES = (AMOXICILLIN, IBUPROFEN, OMEPRAZOLE)


@pytest.mark.parametrize(
    ("terms", "shelf", "pays"),
    [
        (Terms(percent=Decimal(20)), 620, 124),
        (Terms(percent=Decimal(0)), 620, 0),
        (Terms(percent=Decimal(100)), 620, 620),
        (Terms(percent=Decimal("33.33")), 1000, 333),  # 333.3: the patient's favour
        (Terms(percent=Decimal(50)), 101, 50),
        (Terms(percent=Decimal("99.99")), 9999, 9998),
        (Terms(copay_minor=500), 1940, 500),
        (Terms(copay_minor=500), 360, 360),  # never more than on the shelf
        (Terms(percent=Decimal(10), at_least_minor=500), 1000, 500),
        (Terms(percent=Decimal(10), at_least_minor=500), 300, 300),
        (Terms(percent=Decimal(10), at_most_minor=1000), 20_000, 1000),
        (Terms(percent=Decimal(10), at_least_minor=500, at_most_minor=1000), 7_500, 750),
        (Terms(copay_minor=0, at_least_minor=50), 620, 50),
        (NOT_COVERED, 620, 620),
        (None, 620, 620),
        (Terms(percent=Decimal(20)), 0, 0),
    ],
)
def test_what_the_patient_pays(terms, shelf, pays):
    assert patient_part(terms, shelf) == pays


def test_what_is_otherwise_for_a_product_and_in_another_currency():
    usual, other = Terms(percent=Decimal(20)), Terms(copay_minor=100)
    billed = PlanTerms("EUR", usual, {("s", "b"): other, ("s", "c"): NOT_COVERED})
    assert [billed.of(("s", code), "EUR") for code in "abc"] == [usual, other, NOT_COVERED]
    assert billed.of(("s", "a"), "USD") is None


def test_the_same_plan_however_it_is_spaced_and_no_other_payers():
    assert plan_key("Meridian  Health ", "MER-B") == plan_key("meridian health", " mer-b")
    assert plan_key("Meridian Health", "MER-B") != plan_key("Meridian Life", "MER-B")


@pytest.mark.parametrize(
    ("terms", "fields"),
    [
        (Terms(), {"percent"}),
        (Terms(percent=Decimal(20), copay_minor=1), {"percent"}),
        (Terms(percent=Decimal(101)), {"percent"}),
        (Terms(percent=Decimal("1.001")), {"percent"}),
        (Terms(copay_minor=-1), {"copay"}),
        (Terms(copay_minor=10, at_least_minor=30, at_most_minor=20), {"at_most"}),
        (Terms(percent=Decimal(1), is_covered=False), {"covered"}),
        (NOT_COVERED, set()),
    ],
)
def test_what_terms_cannot_be(terms, fields):
    assert set(why_not(terms)) == fields


def test_the_search_says_what_the_rule_says(pharmacy, founded):
    """Terms drawn at random, twenty times at five pharmacies: the order of SQL is that of what the rule says."""
    random = Random(7)
    tenants = [
        pharmacy(f"p{number}", HARBOUR, {code: (60, random.randint(1, 90)) for code in CODES}) for number in range(5)
    ]
    for _round in range(20):
        for tenant in tenants:
            with tenancy.serving(tenant.id):
                by = pharmacist(tenant)
                row = plans.keep(
                    said=PlanSaid("Meridian Health", "Basic", "MER-B", "EUR", _drawn(random)),
                    plan=_kept(), by=by, now=MONDAY_8AM,
                )  # fmt: skip
                for code in CODES:
                    terms = random.choice((NOT_COVERED, _drawn(random), None))
                    if terms is None:
                        plans.drop_exception(plan=row.id, code=(SYSTEM, code), by=by, now=MONDAY_8AM)
                    else:
                        plans.make_exception(plan=row.id, code=(SYSTEM, code), terms=terms, by=by, now=MONDAY_8AM)
        with tenancy.serving(founded.id):
            wanted = [Wanted(SYSTEM, code, Decimal(random.randint(1, 60))) for code in CODES]
            found = finding.find(wanted, order=CHEAPEST, plan=plan_key("Meridian Health", "MER-B"))
            totals = [each.total_minor for each in found.places]
            assert len(totals) == 5 and totals == sorted(totals)
            for each in found.places:
                assert each.shelf_minor == sum(match.cost_minor for match in each.matches)
                assert each.total_minor == sum(patient_part(m.terms, m.cost_minor) for m in each.matches)
                assert each.bills_plan
            assert totals == [_in_sql(each.storefront.id, wanted, found) for each in found.places]


def _in_sql(storefront: int, wanted, found) -> int:
    """Return the total by which the statement has ordered, read from the statement itself."""
    asked = finding._asked(wanted, finding.codes_of(wanted))
    key = plan_key("Meridian Health", "MER-B")
    rows = finding._searched(asked, None, None, False, "", False, CHEAPEST, 100, 20, key)
    return next(int(row.total) for row in rows if row.storefront == storefront)


def _kept():
    row = OwnPlan.objects.filter(retired_at=None).first()
    return row.id if row else None


def _drawn(random: Random) -> Terms:
    least = random.choice((None, random.randint(0, 300)))
    most = random.choice((None, random.randint(300, 900)))
    if random.random() < 0.5:
        return Terms(copay_minor=random.randint(0, 700), at_least_minor=least, at_most_minor=most)
    return Terms(percent=Decimal(random.randint(0, 10_000)) / 100, at_least_minor=least, at_most_minor=most)
