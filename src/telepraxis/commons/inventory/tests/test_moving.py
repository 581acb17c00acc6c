"""Stock comes and goes: first expired first, once for each key, never below nothing, never what must not go."""

from datetime import timedelta
from decimal import Decimal
from hashlib import md5
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from telepraxis.base.access.rules import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.commons.inventory import assortment, issuing, judging, pricing, recalling, receiving, transferring
from telepraxis.commons.inventory.ledger import BadAmount, KeyUsed
from telepraxis.commons.inventory.models import Balance, Deed, Lot, Movement
from telepraxis.commons.inventory.picking import Expired, NotEnough, Quarantined, Recalled
from telepraxis.commons.inventory.receiving import Arrival
from tests.people import MONDAY_8AM

from .scene import FILL, GONE, LATER, SOON, bring, key


def lies(lot: Lot, place) -> tuple[int, int]:
    row = Balance.objects.get(lot=lot, place=place)
    return int(row.quantity), int(row.reserved)


def issue(stocked, by, quantity, **more):
    said = {"item": stocked.amoxicillin.id, "reference": FILL, "key": key()} | more
    return issuing.issue(quantity=Decimal(quantity), by=by, now=MONDAY_8AM, **said)


def test_what_expires_first_goes_first_and_each_lot_is_answered(stocked, pilar):
    given = issue(stocked, pilar, 25)

    assert [(each.lot.number, each.place.name, each.quantity) for each in given.taken] == [
        ("A1", "Shelf", Decimal(20)), ("B2", "Shelf", Decimal(5)),
    ]  # fmt: skip
    assert (lies(stocked.soon, stocked.shelf), lies(stocked.later, stocked.shelf)) == ((0, 0), (15, 0))
    rows = Movement.objects.filter(deed=given.deed).order_by("lot__number")
    assert [(row.quantity, row.balance_after, row.item_id) for row in rows] == [
        (Decimal(-20), Decimal(0), stocked.amoxicillin.id), (Decimal(-5), Decimal(15), stocked.amoxicillin.id),
    ]  # fmt: skip
    event = AuditEvent.objects.get(action="inventory.issue")
    assert (event.actor_name, event.entity_type, event.entity_id) == ("Pilar Ríos", "Deed", str(given.deed.id))


def test_the_scanned_lot_is_taken_though_another_expires_first(stocked, pilar):
    given = issue(stocked, pilar, 3, lot=stocked.later.id)

    assert [(each.lot.number, each.quantity) for each in given.taken] == [("B2", Decimal(3))]
    assert lies(stocked.soon, stocked.shelf) == (20, 0)


def test_more_than_there_is_changes_nothing(stocked, pilar):
    with pytest.raises(NotEnough) as refused:
        issue(stocked, pilar, 41)

    assert refused.value.free == Decimal(40)
    assert (lies(stocked.soon, stocked.shelf), Deed.objects.filter(kind="issue").count()) == ((20, 0), 0)


def test_one_key_issues_once(stocked, pilar):
    first = issue(stocked, pilar, 5, key="fill 7b0e")
    again = issue(stocked, pilar, 5, key="fill 7b0e")
    assert (again.deed, again.taken) == (first.deed, first.taken)
    with pytest.raises(KeyUsed):
        issue(stocked, pilar, 6, key="fill 7b0e")
    with pytest.raises(KeyUsed):
        issue(stocked, pilar, 5, key="fill 7b0e", reference=("fill", "other"))

    assert lies(stocked.soon, stocked.shelf) == (15, 0)


def test_one_key_receives_once(stocked, pilar):
    arrival = [Arrival(stocked.amoxicillin.id, Decimal(10), "C3", LATER)]
    for _ in range(2):
        receiving.receive(arrivals=arrival, place=stocked.shelf.id, key="note 12", by=pilar, now=MONDAY_8AM)
    with pytest.raises(KeyUsed):
        receiving.receive(arrivals=arrival, place=stocked.fridge.id, key="note 12", by=pilar, now=MONDAY_8AM)

    assert lies(Lot.objects.get(number="C3"), stocked.shelf) == (10, 0)


def test_an_expired_lot_is_refused_and_left_out_and_its_last_day_is_good(stocked, pilar):
    bring(stocked.amoxicillin, 50, "OLD", GONE, stocked.shelf, pilar)
    bring(stocked.amoxicillin, 1, "TODAY", MONDAY_8AM.date(), stocked.shelf, pilar)
    old = Lot.objects.get(number="OLD")
    with pytest.raises(Expired):
        issue(stocked, pilar, 1, lot=old.id)

    given = issue(stocked, pilar, 41)
    assert [each.lot.number for each in given.taken] == ["TODAY", "A1", "B2"]
    assert lies(old, stocked.shelf) == (50, 0)


def test_a_recalled_lot_and_one_in_quarantine_are_refused(stocked, pilar):
    recalling.recall(item=stocked.amoxicillin.id, lot_number="A1", reason="Glass", by=pilar, now=MONDAY_8AM)
    judging.quarantine(lot=stocked.later.id, reason="Fridge at 14 °C", by=pilar, now=MONDAY_8AM)
    with pytest.raises(Recalled):
        issue(stocked, pilar, 1, lot=stocked.soon.id)
    with pytest.raises(Quarantined):
        issue(stocked, pilar, 1, lot=stocked.later.id)
    with pytest.raises(NotEnough):
        issue(stocked, pilar, 1)
    judging.lift(lot=stocked.later.id, reason="Log shows two minutes", by=pilar, now=MONDAY_8AM)

    assert [each.lot.number for each in issue(stocked, pilar, 1).taken] == ["B2"]


def test_a_medicine_needs_lot_and_expiry_and_one_lot_has_one_expiry(stocked, pilar):
    for number, day in (("", LATER), ("C3", None)):
        with pytest.raises(receiving.ExpiryNeeded):
            bring(stocked.amoxicillin, 1, number, day, stocked.shelf, pilar)
    with pytest.raises(receiving.LotDiffers):
        bring(stocked.amoxicillin, 1, "A1", LATER, stocked.shelf, pilar)

    assert Lot.objects.filter(item=stocked.amoxicillin).count() == 2


def test_supplies_without_a_number_are_told_apart_by_their_last_day(stocked, pilar):
    bring(stocked.gloves, 5, "", SOON, stocked.shelf, pilar)
    bring(stocked.gloves, 5, "", LATER, stocked.shelf, pilar)

    assert set(Lot.objects.filter(item=stocked.gloves).values_list("number", flat=True)) == {
        "", "2027-01-31", "2028-06-30",
    }  # fmt: skip


@pytest.mark.parametrize("wrong", ["0", "-1", "0.0001", "NaN", "Infinity", "1e12"])
def test_a_quantity_is_one(stocked, pilar, wrong):
    with pytest.raises(BadAmount):
        issue(stocked, pilar, wrong)

    assert lies(stocked.soon, stocked.shelf) == (20, 0)


def test_what_comes_back_waits_until_it_is_judged(stocked, pilar, marta):
    issue(stocked, pilar, 10)
    said = {"reference": FILL, "by": pilar, "now": MONDAY_8AM}
    with pytest.raises(issuing.ReturnsTooMuch) as refused:
        issuing.give_back(lot=stocked.soon.id, quantity=Decimal(11), key=key(), **said)
    assert refused.value.out == Decimal(10)
    issuing.give_back(lot=stocked.soon.id, quantity=Decimal(4), key="back", **said)
    issuing.give_back(lot=stocked.soon.id, quantity=Decimal(4), key="back", **said)
    assert lies(stocked.soon, stocked.quarantine) == (4, 0)
    with pytest.raises(NotEnough):
        issue(stocked, pilar, 34)

    judged = {"lot": stocked.soon.id, "source": stocked.quarantine.id, "by": pilar, "now": MONDAY_8AM}
    judging.put_back(to=stocked.shelf.id, quantity=Decimal(3), reason="Sealed", key=key(), **judged)
    assert (lies(stocked.soon, stocked.quarantine), lies(stocked.soon, stocked.shelf)) == ((1, 0), (13, 0))
    with pytest.raises(judging.NotThere):
        judging.put_back(to=stocked.quarantine.id, quantity=Decimal(1), reason="Sealed", key=key(), **judged)
    with pytest.raises(transferring.WaitsForJudgement):
        transferring.transfer(to=stocked.shelf.id, quantity=Decimal(1), key=key(), **judged)


def test_destroying_needs_a_reason_and_somebody_else_who_sees_it(stocked, pilar, marta, hillcrest):
    said = {"lot": stocked.soon.id, "place": stocked.shelf.id, "quantity": Decimal(2), "by": pilar, "now": MONDAY_8AM}
    for witness in (pilar.account_id, hillcrest.id):
        with pytest.raises(issuing.WitnessNeeded):
            issuing.destroy(reason="Broken", witness=witness, key=key(), **said)
    with pytest.raises(issuing.ReasonNeeded):
        issuing.destroy(reason=" ", witness=marta.account_id, key=key(), **said)
    assert lies(stocked.soon, stocked.shelf) == (20, 0)

    deed = issuing.destroy(reason="Broken", witness=marta.account_id, key=key(), **said)
    assert (deed.witness_name, deed.reason, lies(stocked.soon, stocked.shelf)) == ("Marta Nunes", "Broken", (18, 0))


def test_a_nurse_issues_but_judges_nothing_and_the_front_desk_neither(stocked, freya, rui, marta):
    issue(stocked, freya, 1)
    with pytest.raises(NotAllowed):
        issue(stocked, rui, 1)
    with pytest.raises(NotAllowed):
        issuing.destroy(
            lot=stocked.soon.id, place=stocked.shelf.id, quantity=Decimal(1), reason="Broken",
            witness=marta.account_id, key=key(), by=freya, now=MONDAY_8AM,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        recalling.recall(item=stocked.amoxicillin.id, lot_number="A1", reason="Glass", by=freya, now=MONDAY_8AM)

    assert lies(stocked.soon, stocked.shelf) == (19, 0)


def test_it_moves_to_another_place(stocked, pilar):
    said = {"lot": stocked.soon.id, "source": stocked.shelf.id, "by": pilar, "now": MONDAY_8AM}
    transferring.transfer(to=stocked.fridge.id, quantity=Decimal(8), key="move", **said)
    transferring.transfer(to=stocked.fridge.id, quantity=Decimal(8), key="move", **said)
    with pytest.raises(NotEnough):
        transferring.transfer(to=stocked.fridge.id, quantity=Decimal(13), key=key(), **said)
    with pytest.raises(transferring.SamePlace):
        transferring.transfer(to=stocked.shelf.id, quantity=Decimal(1), key=key(), **said)

    assert (lies(stocked.soon, stocked.shelf), lies(stocked.soon, stocked.fridge)) == ((12, 0), (8, 0))
    with pytest.raises(assortment.StillFull):
        assortment.close_place(place=stocked.fridge.id, by=pilar, now=MONDAY_8AM)


def test_a_lot_that_was_recalled_before_it_came_is_held_from_the_first_moment(stocked, pilar):
    recalling.recall(item=stocked.amoxicillin.id, lot_number="Z9", reason="Glass", by=pilar, now=MONDAY_8AM)
    bring(stocked.amoxicillin, 5, "Z9", LATER, stocked.shelf, pilar)

    with pytest.raises(Recalled):
        issue(stocked, pilar, 1, lot=Lot.objects.get(number="Z9").id)


def test_a_recall_says_whom_the_lot_reached_in_one_query(stocked, pilar, django_assert_num_queries):
    issue(stocked, pilar, 6, reference=("fill", "amara"))
    issuing.issue(
        item=stocked.amoxicillin.id, quantity=Decimal(20), reference=("fill", "bruno"), key=key(), by=pilar,
        now=MONDAY_8AM + timedelta(hours=1),
    )  # fmt: skip
    issue(stocked, pilar, 1, reference=("fill", "carla"))
    issuing.give_back(
        lot=stocked.soon.id, quantity=Decimal(2), reference=("fill", "amara"), key=key(), by=pilar, now=MONDAY_8AM
    )
    made = recalling.recall(
        item=stocked.amoxicillin.id, lot_number=" A1 ", reason="Glass", notice="R 12", by=pilar, now=MONDAY_8AM
    )
    again = recalling.recall(item=stocked.amoxicillin.id, lot_number="A1", reason="Metal", by=pilar, now=MONDAY_8AM)

    with django_assert_num_queries(1):
        reached = recalling.who_got(stocked.soon.id)
    assert [(each.reference, each.issued, each.back, each.out) for each in reached] == [
        (("fill", "bruno"), Decimal(14), Decimal(0), Decimal(14)),
        (("fill", "amara"), Decimal(6), Decimal(2), Decimal(4)),
    ]  # fmt: skip
    assert (again.id, again.reason) == (made.id, "Glass")
    hold = Deed.objects.get(kind="hold")
    assert list(Movement.objects.filter(deed=hold).order_by("place__name").values_list("place__name", "quantity")) == [
        ("Quarantine", Decimal(0))
    ]
    fact = ToldFact.objects.get(kind="commons.inventory.LotRecalled")
    assert (fact.body["lot"], fact.body["recall"]) == (str(stocked.soon.id), str(made.id))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inventory_movement SET quantity = 1000",
        "DELETE FROM inventory_movement",
        "UPDATE inventory_deed SET reason = 'other'",
        "DELETE FROM inventory_deed",
        "UPDATE inventory_price SET amount_minor = 1",
        "UPDATE inventory_balance SET quantity = 1000",
        "UPDATE inventory_balance SET reserved = 1",
        "DELETE FROM inventory_balance",
    ],
)
def test_the_database_lets_nobody_change_what_happened(stocked, pilar, statement):
    pricing.set_price(item=stocked.gloves.id, amount_minor=12, currency="EUR", by=pilar, now=MONDAY_8AM)
    before = list(Balance.objects.order_by("id").values_list("quantity", "reserved"))
    with pytest.raises(Exception, match="insert.only|never changed|refuse|changes by|cannot be"), transaction.atomic():
        connection.cursor().execute(statement)

    assert list(Balance.objects.order_by("id").values_list("quantity", "reserved")) == before


def test_the_database_lets_no_balance_fall_below_nothing(stocked, pilar):
    deed = Deed.objects.first()
    with pytest.raises(IntegrityError, match="stock_never_negative|stock_reserved_is_there"), transaction.atomic():
        Movement.objects.create(
            organization_id=pilar.organization_id, deed=deed, lot=stocked.soon, place=stocked.shelf,
            quantity=Decimal(-21), at=MONDAY_8AM,
        )  # fmt: skip

    assert lies(stocked.soon, stocked.shelf) == (20, 0)


def test_published_items_tell_that_their_figures_changed_and_others_do_not(stocked, pilar):
    ToldFact.objects.all().delete()
    issue(stocked, pilar, 1)
    issue(stocked, pilar, 1, item=stocked.gloves.id)

    assert [fact.body["item"] for fact in ToldFact.objects.all()] == [str(stocked.amoxicillin.id)]


def test_balances_are_the_sum_of_their_movements(stocked, pilar, marta):
    issue(stocked, pilar, 25)
    issuing.give_back(lot=stocked.soon.id, quantity=Decimal(5), reference=FILL, key=key(), by=pilar, now=MONDAY_8AM)
    transferring.transfer(
        lot=stocked.later.id, source=stocked.shelf.id, to=stocked.fridge.id, quantity=Decimal(2), key=key(), by=pilar,
        now=MONDAY_8AM,
    )  # fmt: skip
    moved = {
        (row["lot"], row["place"]): row["all"]
        for row in Movement.objects.values("lot", "place").annotate(all=Sum("quantity"))
    }

    assert {(row.lot_id, row.place_id): row.quantity for row in Balance.objects.all()} == moved


def test_a_balance_bears_the_same_id_wherever_its_movements_arrive(stocked):
    row = Balance.objects.get(lot=stocked.soon)

    assert row.id == UUID(md5(f"{stocked.soon.id}{stocked.shelf.id}".encode()).hexdigest())
