"""Amara looks for a basket: whole or in parts, near, open, brought to her, in her language, at its price."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from telepraxis.base import tenancy
from telepraxis.care.storefronts import finding, publishing
from telepraxis.care.storefronts.finding import CHEAPEST, Wanted
from telepraxis.commons.mailbox import met, partners
from telepraxis.registry.formulary.starter_set import SYSTEM
from tests.people import LISBON, MONDAY_8AM

from .scene import AMOXICILLIN, BRIDGE, CORNER, HARBOUR, HILL, IBUPROFEN, OMEPRAZOLE, pharmacist

NOON, MIDNIGHT = MONDAY_8AM.replace(hour=12), MONDAY_8AM.replace(hour=0)


def basket(**quantities):
    codes = {"amoxicillin": AMOXICILLIN, "ibuprofen": IBUPROFEN, "omeprazole": OMEPRAZOLE}
    return [Wanted(SYSTEM, codes[name], Decimal(quantity)) for name, quantity in quantities.items()]


def names(found) -> list[str]:
    return [place.storefront.name for place in found.places]


def test_the_nearest_that_has_all_comes_first_with_its_price(port_alder, quayside):
    found = finding.find(basket(amoxicillin=21, ibuprofen=20), near=BRIDGE)

    assert names(found) == ["Harbour Pharmacy", "Hill Pharmacy"]
    harbour, hill = found.places
    assert (harbour.is_whole, harbour.total_minor, harbour.currency) == (True, 21 * 20 + 20 * 5, "EUR")
    assert [(round(place.km, 2), round(place.bearing)) for place in found.places] == [(1.11, 0), (5.56, 180)]
    assert (hill.total_minor, harbour.figures_at, found.split) == (21 * 25 + 20 * 6, MONDAY_8AM, ())


def test_the_cheapest_first(port_alder, quayside):
    found = finding.find(basket(ibuprofen=10), near=BRIDGE, order=CHEAPEST)

    assert [(place.storefront.name, place.total_minor) for place in found.places] == [
        ("Corner Pharmacy", 40), ("Harbour Pharmacy", 50), ("Hill Pharmacy", 60),
    ]  # fmt: skip


def test_where_nobody_has_all_two_have_it_together(port_alder, quayside):
    found = finding.find(basket(amoxicillin=21, ibuprofen=20, omeprazole=14), near=BRIDGE, within_km=3)

    assert [(place.storefront.name, place.is_whole, place.lines) for place in found.places] == [
        ("Harbour Pharmacy", False, (0, 1)), ("Corner Pharmacy", False, (2,)),
    ]  # fmt: skip
    assert [(part.place.storefront.name, part.lines, part.total_minor) for part in found.split] == [
        ("Harbour Pharmacy", (0, 1), 21 * 20 + 20 * 5), ("Corner Pharmacy", (2,), 14 * 12),
    ]  # fmt: skip
    corner = found.places[1]
    assert (corner.matches[0], corner.matches[1].is_enough, corner.matches[1].offered.free) == (None, False, 10)


def test_what_nobody_has_is_split_by_nobody(port_alder, quayside):
    assert finding.find(basket(amoxicillin=500), near=BRIDGE) == finding.Found()
    found = finding.find(basket(amoxicillin=500, ibuprofen=10), near=BRIDGE)
    assert ([place.lines for place in found.places], found.split) == ([(1,), (1,), (1,)], ())


def test_open_at_that_moment_in_the_pharmacys_own_zone(port_alder, quayside):
    wanted = basket(ibuprofen=5)
    assert names(finding.find(wanted, near=BRIDGE, open_at=NOON)) == [HARBOUR.name, CORNER.name, HILL.name]
    assert names(finding.find(wanted, near=BRIDGE, open_at=MIDNIGHT)) == [HILL.name]
    seven = MONDAY_8AM.replace(hour=19)
    assert names(finding.find(wanted, near=BRIDGE, open_at=seven - timedelta(minutes=1))) == [
        HARBOUR.name, CORNER.name, HILL.name,
    ]  # fmt: skip
    assert names(finding.find(wanted, near=BRIDGE, open_at=seven)) == [HILL.name]
    assert names(finding.find(wanted, open_at=seven.astimezone(ZoneInfo("Asia/Tokyo")))) == [HILL.name]


def test_the_search_and_the_page_agree_when_it_is_open(pharmacy, founded):
    """Nights that end on Monday, days off, and the night in which the clocks go back."""
    spans = ((5 * 1440 + 20 * 60, 5 * 1440 + 26 * 60), (6 * 1440 + 22 * 60, 6 * 1440 + 28 * 60), (300, 500))
    pharmacy("night", replace(HARBOUR, spans=spans, closed_on=(datetime(2026, 10, 26).date(),)), {IBUPROFEN: (9, 5)})
    begin, opened = datetime(2026, 10, 23, 12, 30, tzinfo=LISBON), set()
    with tenancy.serving(founded.id):
        for hours in range(24 * 12):
            at = (begin.astimezone(ZoneInfo("UTC")) + timedelta(hours=hours)).astimezone(LISBON)
            found = finding.find(basket(ibuprofen=1), open_at=at)
            shown = finding.find(basket(ibuprofen=1)).places[0].storefront.hours.is_open(at)
            assert bool(found.places) == shown, at
            opened |= {(at.day, at.hour)} if shown else set()
    assert {(24, 20), (25, 1), (25, 22), (25, 23), (31, 20), (1, 22), (2, 3), (2, 7)} <= opened
    assert not {(25, 2), (26, 0), (26, 3), (26, 5), (2, 4), (2, 9)} & opened


def test_brought_to_where_amara_is(port_alder, quayside):
    found = finding.find(basket(ibuprofen=5), near=BRIDGE, delivers=True)

    assert [(each.storefront.name, each.delivery_fee_minor) for each in found.places] == [
        ("Corner Pharmacy", 250), ("Hill Pharmacy", 400),
    ]  # fmt: skip
    far = (BRIDGE[0] + 0.1, BRIDGE[1])
    assert names(finding.find(basket(ibuprofen=5), near=far, delivers=True)) == ["Hill Pharmacy"]
    corner = finding.find(basket(ibuprofen=5), near=far).places[1]
    assert (corner.storefront.name, corner.delivery_fee_minor) == ("Corner Pharmacy", None)


def test_in_a_language_and_by_card(port_alder, quayside):
    wanted = basket(ibuprofen=5)
    assert names(finding.find(wanted, near=BRIDGE, language="uk")) == ["Corner Pharmacy"]
    assert names(finding.find(wanted, near=BRIDGE, takes_card=True)) == ["Harbour Pharmacy", "Hill Pharmacy"]


def test_another_makers_counts_unless_it_must_be_that_one(pharmacy, founded, brand):
    pharmacy("harbour", HARBOUR, {brand: (30, 90)})
    pharmacy("corner", CORNER, {AMOXICILLIN: (30, 20), brand: (30, 10)})
    with tenancy.serving(founded.id):
        harbour, corner = finding.find(basket(amoxicillin=20), near=BRIDGE).places
        assert [(m.offered.code, m.is_same) for m in (*harbour.matches, *corner.matches)] == [
            (brand, False), (AMOXICILLIN, True),
        ]  # fmt: skip
        assert (harbour.total_minor, corner.total_minor) == (20 * 90, 20 * 20)
        strict = [replace(each, alike=False) for each in basket(amoxicillin=20)]
        assert names(finding.find(strict, near=BRIDGE)) == ["Corner Pharmacy"]


def test_more_of_another_makers_where_too_little_is_left(pharmacy, founded, brand):
    pharmacy("corner", CORNER, {AMOXICILLIN: (5, 20), brand: (30, 30)})
    with tenancy.serving(founded.id):
        [place] = finding.find(basket(amoxicillin=20), near=BRIDGE).places
    assert (place.matches[0].offered.code, place.total_minor) == (brand, 600)


def test_without_a_price_no_total_and_no_first_place(pharmacy, founded):
    pharmacy("harbour", HARBOUR, {IBUPROFEN: (30, None)})
    pharmacy("hill", HILL, {IBUPROFEN: (30, 6)})
    with tenancy.serving(founded.id):
        found = finding.find(basket(ibuprofen=10), near=BRIDGE, order=CHEAPEST)
    assert [(each.storefront.name, each.total_minor) for each in found.places] == [
        ("Hill Pharmacy", 60), ("Harbour Pharmacy", None),
    ]  # fmt: skip


def test_a_blocked_pharmacy_is_not_offered(port_alder, quayside, marta):
    harbour = port_alder[0]
    partner = met.partner_for(harbour.id, by=marta, now=MONDAY_8AM)
    partners.block(partner=partner.id, by=marta, now=MONDAY_8AM)

    assert names(finding.find(basket(ibuprofen=5), near=BRIDGE)) == ["Corner Pharmacy", "Hill Pharmacy"]


def test_a_pharmacy_that_publishes_no_more_is_not_found(port_alder, founded):
    with tenancy.serving(port_alder[0].id):
        publishing.withdraw(by=pharmacist(port_alder[0]), now=NOON)
    with tenancy.serving(founded.id):
        assert names(finding.find(basket(ibuprofen=5), near=BRIDGE)) == ["Corner Pharmacy", "Hill Pharmacy"]


@pytest.mark.parametrize("quantity", [0, -3])
def test_nothing_is_not_looked_for(quayside, quantity):
    with pytest.raises(finding.TooMuch):
        finding.find(basket(ibuprofen=quantity))
    with pytest.raises(finding.TooMuch):
        finding.find([])
    with pytest.raises(finding.TooMuch):
        finding.find(basket(ibuprofen=1) * 31)


def test_six_statements_however_much_is_found(port_alder, quayside, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):  # and one that asks whom the transaction serves
        finding.find(basket(amoxicillin=21, ibuprofen=20, omeprazole=14), near=BRIDGE, open_at=NOON)
