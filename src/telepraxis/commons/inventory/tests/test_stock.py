"""The figures of the stock in one query; prices; what was scanned."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from telepraxis.commons.inventory import assortment, codes, judging, pricing, recalling, scanning, stock
from telepraxis.commons.inventory.models import Price
from tests.people import MONDAY_8AM

from .scene import GONE, GTIN, RXNORM, bring

TODAY = MONDAY_8AM.date()
SAID = {"now": MONDAY_8AM}


def test_figures_say_what_lies_what_is_good_and_how_old_they_are(stocked, pilar, django_assert_num_queries):
    bring(stocked.amoxicillin, 7, "OLD", GONE, stocked.shelf, pilar)
    recalling.recall(item=stocked.amoxicillin.id, lot_number="B2", reason="Glass", by=pilar, now=MONDAY_8AM)
    pricing.set_price(item=stocked.gloves.id, amount_minor=250, currency="EUR", per=100, by=pilar, **SAID)
    wanted = [stocked.amoxicillin.id, stocked.gloves.id]
    stock.of_items([], now=MONDAY_8AM)  # the zone of the organization is known from now on
    with django_assert_num_queries(2):  # the other one tells which organization is served
        found = stock.of_items(wanted, now=MONDAY_8AM)

    medicine, gloves = (found[each] for each in wanted)
    assert (medicine.on_hand, medicine.fit, medicine.free) == (Decimal(47), Decimal(20), Decimal(20))
    assert (medicine.expired, medicine.recalled, medicine.waiting) == (Decimal(7), Decimal(20), Decimal(0))
    assert (medicine.nearest_expiry, medicine.is_low, medicine.at, medicine.price) == (
        date(2027, 1, 31), True, MONDAY_8AM, None,
    )  # fmt: skip
    assert (gloves.fit, gloves.nearest_expiry, gloves.is_low) == (Decimal(100), None, False)
    assert (gloves.price.of(Decimal(30)), gloves.price.set_at) == (75, MONDAY_8AM)


def test_codes_lead_to_published_items_only_if_asked(stocked, pilar):
    here = (RXNORM, "308191")
    assert set(stock.of_codes([here, (RXNORM, "0")], now=MONDAY_8AM, published=True)) == {here}
    assortment.keep_item(
        item=stocked.amoxicillin.id, name="Amoxicillin 500 mg capsule", kind="medicine", counted_in="capsule",
        system=RXNORM, code="308191", published=False, by=pilar, **SAID,
    )  # fmt: skip

    assert stock.of_codes([here], now=MONDAY_8AM, published=True) == {}
    assert set(stock.of_codes([here], now=MONDAY_8AM)) == {here}
    assert stock.of_codes([], now=MONDAY_8AM) == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", 2), ("amox", 1), ("500 AMOX", 1), ("oxicillin", 0), ("308191", 1), ("b2", 1), ("9506000134352", 1),
        ("gloves, med", 1), ("(", 0), ("%", 0), ("glov A1", 0),
    ],
)  # fmt: skip
def test_words_codes_and_lots_are_found(stocked, pilar, text, found):
    assortment.add_pack(item=stocked.amoxicillin.id, system=GTIN, code="9506000134352", quantity=21, by=pilar, **SAID)

    assert len(stock.listed(text=text, now=MONDAY_8AM)) == found


def test_lists_and_their_numbers(stocked, pilar):
    bring(stocked.gloves, 1, "", TODAY + timedelta(days=30), stocked.shelf, pilar)
    judging.quarantine(lot=stocked.soon.id, reason="Warm", by=pilar, now=MONDAY_8AM)
    names = {which: [each.name for each in stock.listed(which=which, now=MONDAY_8AM)] for which in stock.WHICH}

    assert names == {
        "all": ["Amoxicillin 500 mg capsule", "Gloves, medium"],
        "low": ["Amoxicillin 500 mg capsule"],
        "expiring": ["Gloves, medium"],
        "held": ["Amoxicillin 500 mg capsule"],
        "none": [],
    }
    assert stock.tally(now=MONDAY_8AM) == stock.Tally(2, 1, 1, 1, 0)


def test_the_latest_valid_price_counts_and_old_ones_stay(stocked, pilar):
    item = stocked.gloves.id
    for minor, days in ((100, 0), (130, 2), (120, 0)):
        starts = MONDAY_8AM + timedelta(days=days)
        pricing.set_price(item=item, amount_minor=minor, currency="eur", valid_from=starts, by=pilar, **SAID)

    assert [pricing.price_of(item, at=MONDAY_8AM + timedelta(days=days)).amount_minor for days in (0, 2)] == [120, 130]
    assert stock.of_items([item], now=MONDAY_8AM)[item].price.amount_minor == 120
    assert Price.objects.count() == 3
    for minor, currency in ((-1, "EUR"), (1, "EURO"), (1, "E1R")):
        with pytest.raises(pricing.BadPrice):
            pricing.set_price(item=item, amount_minor=minor, currency=currency, by=pilar, **SAID)


@pytest.mark.parametrize(
    ("minor", "per", "quantity", "cost"), [(420, 21, 21, 420), (420, 21, 10, 200), (5, 2, 1, 3), (1, 3, 1, 0)]
)
def test_a_part_of_a_price_is_rounded_half_up(minor, per, quantity, cost):
    assert pricing.cost_minor(minor, Decimal(per), Decimal(quantity)) == cost


def test_a_scan_finds_the_box_its_item_and_its_lot(stocked, pilar):
    assortment.add_pack(item=stocked.amoxicillin.id, system=GTIN, code="9506000134352", quantity=21, by=pilar, **SAID)
    found = scanning.understand("]d20109506000134352172701311 0A1".replace(" ", ""), today=TODAY)
    assert (found.item, found.lot, found.lot_number, found.expires_on) == (
        stocked.amoxicillin, stocked.soon, "A1", date(2027, 1, 31),
    )  # fmt: skip
    bare = scanning.understand(" 9506000134352\r", today=TODAY)
    assert (bare.pack.quantity, bare.lot, bare.code) == (Decimal(21), None, "09506000134352")
    other = scanning.understand("96385074", today=TODAY)
    assert (other.item, other.code, other.system) == (None, "00000096385074", GTIN)
    with pytest.raises(scanning.NotUnderstood):
        scanning.understand("hello", today=TODAY)


def test_a_gtin_finds_a_box_that_is_kept_by_its_ndc_and_the_other_way_round(stocked, pilar):
    said = {"item": stocked.amoxicillin.id, "quantity": 10, "by": pilar, **SAID}
    assortment.add_pack(system=codes.NDC, code="50242-040-62", **said)
    assert scanning.understand("(01)00350242040624(10)X", today=TODAY).item == stocked.amoxicillin
    assortment.add_pack(system=GTIN, code="00300021433802", **said)

    assert scanning.understand("0002-1433-80", today=TODAY).item == stocked.amoxicillin


def test_one_code_is_one_items(stocked, pilar):
    said = {"system": GTIN, "code": "9506000134352", "quantity": 21, "by": pilar, **SAID}
    assortment.add_pack(item=stocked.amoxicillin.id, **said)
    with pytest.raises(assortment.NameTaken):
        assortment.add_pack(item=stocked.gloves.id, **said)
    with pytest.raises(assortment.NameTaken):
        assortment.keep_item(name="Gloves, medium", counted_in="pair", by=pilar, **SAID)
    with pytest.raises(assortment.NameTaken):
        assortment.keep_place(name="Shelf", by=pilar, **SAID)
    with pytest.raises(assortment.StillFull):
        assortment.retire_item(item=stocked.gloves.id, by=pilar, **SAID)
