"""A file of stock and prices: looked at with its faults line by line, then all of it counts once."""

from decimal import Decimal

import pytest

from telepraxis.base.access.rules import NotAllowed
from telepraxis.commons.inventory import exporting, importing, pricing, recalling, reserving, stock
from telepraxis.commons.inventory.importing import AlreadyTaken, NotASheet, NotClean
from telepraxis.commons.inventory.models import Balance, Brought, Deed, Item, Lot, Movement, Pack, Price
from tests.people import MONDAY_8AM

from .scene import RXNORM, key

HEAD = "name,system,code,counted_in,gtin,pack_quantity,place,lot,expiry,quantity,reorder_level,price,currency,published"
GOOD = f"""{HEAD}
Amoxicillin 500 mg capsule,{RXNORM},308191,capsule,9506000134352,21,Shelf,A1,2027-01-31,18,25,4.20,EUR,yes
Amoxicillin 500 mg capsule,{RXNORM},308191,,,,Fridge,C3,2028-03-31,42,,,,
Plasters,,,piece,,,Shelf,,,200,50,0.10,EUR,no
"Gloves, medium",,,,,,,,,,60,,,
""".encode()


def bring(content: bytes, by, name="stock.csv") -> Brought:
    return importing.bring(content=content, name=name, by=by, now=MONDAY_8AM)


def test_it_is_looked_at_and_then_all_of_it_counts(stocked, pilar):
    brought = bring(GOOD, pilar)
    plan = importing.plan_of(brought, now=MONDAY_8AM)
    assert plan.faults == []
    assert [(each.line, each.what, each.before, each.after) for each in plan.changes] == [
        (2, "level", "30", "25"), (2, "pack", "", "21"), (2, "price", "", "420 EUR"), (2, "stock", "20", "18"),
        (3, "stock", "0", "42"), (4, "new_item", "", "piece"), (4, "price", "", "10 EUR"),
        (4, "stock", "0", "200"), (5, "level", "", "60"),
    ]  # fmt: skip
    assert Item.objects.count() == 2

    importing.confirm(brought=brought.id, by=pilar, now=MONDAY_8AM)
    shown = stock.of_items([stocked.amoxicillin.id], now=MONDAY_8AM)[stocked.amoxicillin.id]
    assert (shown.on_hand, shown.reorder_level) == (Decimal(18 + 20 + 42), Decimal(25))
    assert (shown.price.amount_minor, shown.price.currency, shown.price.per) == (420, "EUR", Decimal(21))
    assert Pack.objects.get().code == "09506000134352"
    plasters = Item.objects.get(name="Plasters")
    assert (plasters.counted_in, plasters.kind, plasters.published_at) == ("piece", "consumable", None)
    deed = Deed.objects.get(kind="count")
    assert (deed.reason, Movement.objects.filter(deed=deed).count()) == ("stock.csv", 3)


def test_the_same_file_counts_once(stocked, pilar):
    brought = bring(GOOD, pilar)
    assert bring(GOOD, pilar, "again.csv").id == brought.id
    importing.confirm(brought=brought.id, by=pilar, now=MONDAY_8AM)
    moved = Movement.objects.count()
    with pytest.raises(AlreadyTaken):
        importing.confirm(brought=brought.id, by=pilar, now=MONDAY_8AM)
    with pytest.raises(AlreadyTaken):
        bring(GOOD, pilar)

    assert (Movement.objects.count(), Price.objects.count()) == (moved, 2)


def test_what_was_written_changes_nothing_when_it_is_read(stocked, pilar):
    bought = bring(GOOD, pilar)
    importing.confirm(brought=bought.id, by=pilar, now=MONDAY_8AM)
    pricing.set_price(item=stocked.amoxicillin.id, amount_minor=25, currency="EUR", by=pilar, now=MONDAY_8AM)
    Item.objects.filter(name="Plasters").update(name="=1+1 plasters")
    text = exporting.written(now=MONDAY_8AM)
    assert "'=1+1 plasters" in text
    back = bring(text.encode(), pilar, "out.csv")

    plan = importing.plan_of(back, now=MONDAY_8AM)
    assert (plan.changes, plan.faults, len(plan.rows)) == ([], [], 6)
    assert importing.confirm(brought=back.id, by=pilar, now=MONDAY_8AM).changed == 0


def test_faults_name_their_line_and_nothing_is_half_written(stocked, pilar):
    lines = [
        HEAD,
        f"Amoxicillin,{RXNORM},308191,tablet,,,,,,,,,,",  # counted in capsules here
        "New thing,,,,,,Shelf,,,5,,,,",
        f"Ibuprofen,{RXNORM},310965,tablet,9506000134353,20,Shelf,L,2027-13-01,x,-1,1.234,EUR,perhaps",
        f"Amoxicillin 500 mg capsule,{RXNORM},308191,,,,Cellar,A1,2027-02-01,5,,,,",
        f"Paracetamol,{RXNORM},1,tablet,,,Shelf,,,5,,,,",
        ",,,,,,,,,3,,,,",
        "Plasters,,,piece,,,Shelf,,,5,,1.00,,",
        "Plasters,,,piece,,,Shelf,,,6,,,,",
        "Half,urn:x,,piece,,,,,,,,,,",
    ]
    brought = bring("\n".join(lines).encode(), pilar)
    plan = importing.plan_of(brought, now=MONDAY_8AM)

    assert [(fault.line, fault.column) for fault in plan.faults] == [
        (2, "counted_in"), (3, "counted_in"), (4, "expiry"), (4, "gtin"), (4, "price"), (4, "published"),
        (4, "quantity"), (4, "reorder_level"), (5, "expiry"), (5, "place"), (6, "lot"), (7, "name"), (7, "place"),
        (8, "currency"), (10, "code"),
    ]  # fmt: skip
    with pytest.raises(NotClean):
        importing.confirm(brought=brought.id, by=pilar, now=MONDAY_8AM)
    assert (Item.objects.count(), Lot.objects.count(), Deed.objects.filter(kind="count").count()) == (2, 3, 0)


def test_two_lines_of_the_same_lot_and_two_prices_are_faults(stocked, pilar):
    text = f"""{HEAD}
Plasters,,,piece,,,Shelf,,,5,,1.00,EUR,
Plasters,,,piece,,,Shelf,,,6,,1.10,EUR,
"""
    plan = importing.plan_of(bring(text.encode(), pilar), now=MONDAY_8AM)

    assert [(fault.line, fault.column) for fault in plan.faults] == [(3, "price"), (3, "quantity")]
    assert "Line 2" in str(plan.faults[0].words)


def test_semicolons_commas_and_a_mark_of_order_as_spreadsheets_write_them(stocked, pilar):
    text = "\ufeffName;Counted_in;Place;Quantity;Price;Currency\r\nPlasters;piece;Shelf;1,5;4,20;eur\r\n"
    importing.confirm(brought=bring(text.encode(), pilar).id, by=pilar, now=MONDAY_8AM)

    item = Item.objects.get(name="Plasters")
    assert Balance.objects.get(item=item).quantity == Decimal("1.5")
    assert (Price.objects.get().amount_minor, Price.objects.get().currency) == (420, "EUR")


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"",
        b"a,b\n1,2",
        b"name,colour\nx,red",
        b"name,name\nx,y",
        b'name\n"open',
        b"name\n" + b"x\n" * 20_001,
    ],
)
def test_what_is_no_table_is_refused(stocked, pilar, content):
    with pytest.raises(NotASheet):
        bring(content, pilar)

    assert Brought.objects.count() == 0


def test_less_than_is_reserved_breaks_the_reservation_and_a_recalled_lot_comes_in_recalled(stocked, pilar):
    made = reserving.reserve(
        item=stocked.amoxicillin.id, quantity=Decimal(40), until=MONDAY_8AM.replace(hour=12), reference=("order", "1"),
        key=key(), by=pilar, now=MONDAY_8AM,
    )  # fmt: skip
    recalling.recall(item=stocked.amoxicillin.id, lot_number="C3", reason="Glass", by=pilar, now=MONDAY_8AM)
    importing.confirm(brought=bring(GOOD, pilar).id, by=pilar, now=MONDAY_8AM)

    made.refresh_from_db()
    assert (made.ended_how, Lot.objects.get(number="C3").recall is not None) == ("broken", True)


def test_a_nurse_brings_no_file(stocked, freya):
    with pytest.raises(NotAllowed):
        bring(GOOD, freya)

    assert Brought.objects.count() == 0
