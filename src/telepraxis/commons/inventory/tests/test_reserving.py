"""What is reserved is there, for whoever reserved it, until the time is over or the stock is lost."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from telepraxis.base.access import Actor
from telepraxis.base.access.rules import NotAllowed
from telepraxis.base.events.models import ToldFact
from telepraxis.commons.inventory import counting, issuing, judging, recalling, reserving, stock, transferring
from telepraxis.commons.inventory.ledger import KeyUsed
from telepraxis.commons.inventory.models import Balance, Reservation, SetAside
from telepraxis.commons.inventory.picking import NotEnough
from telepraxis.commons.inventory.tasks import each_minute
from tests.people import MONDAY_8AM

from .scene import FILL, bring, key

NOON = MONDAY_8AM + timedelta(hours=4)
AMARA = ("order", "amara")


def reserve(stocked, by, quantity, **more) -> Reservation:
    said = {"until": NOON, "reference": AMARA, "key": key(), "now": MONDAY_8AM} | more
    return reserving.reserve(item=stocked.amoxicillin.id, quantity=Decimal(quantity), by=by, **said)


def aside(reservation) -> list[tuple[str, str, int]]:
    rows = SetAside.objects.filter(reservation=reservation).select_related("balance__lot", "balance__place")
    return sorted((each.balance.lot.number, each.balance.place.name, int(each.quantity)) for each in rows)


def issue(stocked, by, quantity, **more):
    said = {"item": stocked.amoxicillin.id, "reference": FILL, "key": key(), "now": MONDAY_8AM} | more
    return issuing.issue(quantity=Decimal(quantity), by=by, **said)


def figures(stocked, now=MONDAY_8AM):
    return stock.of_items([stocked.amoxicillin.id], now=now)[stocked.amoxicillin.id]


def test_what_is_reserved_is_given_to_nobody_else(stocked, pilar):
    made = reserve(stocked, pilar, 30)
    assert aside(made) == [("A1", "Shelf", 20), ("B2", "Shelf", 10)]
    shown = figures(stocked)
    assert (shown.on_hand, shown.reserved, shown.free) == (Decimal(40), Decimal(30), Decimal(10))
    with pytest.raises(NotEnough) as refused:
        issue(stocked, pilar, 11)
    with pytest.raises(NotEnough):
        reserve(stocked, pilar, 11)

    assert refused.value.free == Decimal(10)
    assert [(each.lot.number, each.quantity) for each in issue(stocked, pilar, 10).taken] == [("B2", Decimal(10))]


def test_it_is_issued_to_whom_it_is_kept_for_in_two_parts(stocked, pilar):
    made = reserve(stocked, pilar, 30)
    said = {"reservation": made.id, "reference": AMARA}
    first = issue(stocked, pilar, 12, key="first", **said)
    issue(stocked, pilar, 12, key="first", **said)
    assert (first.taken[0].lot.number, Reservation.objects.get().left) == ("A1", Decimal(18))
    assert aside(made) == [("A1", "Shelf", 8), ("B2", "Shelf", 10)]
    with pytest.raises(reserving.NotReserved):
        issue(stocked, pilar, 19, **said)
    with pytest.raises(reserving.NotReserved):
        issue(stocked, pilar, 1, reservation=made.id, reference=("order", "bruno"))
    issue(stocked, pilar, 18, **said)

    row = Reservation.objects.get()
    assert (row.left, row.ended_how, SetAside.objects.count()) == (Decimal(0), "issued", 0)
    assert (figures(stocked).on_hand, figures(stocked).free) == (Decimal(10), Decimal(10))


def test_another_lot_is_scanned_than_was_set_aside(stocked, pilar):
    made = reserve(stocked, pilar, 10)
    given = issue(stocked, pilar, 4, lot=stocked.later.id, reservation=made.id, reference=AMARA)

    assert [(each.lot.number, each.quantity) for each in given.taken] == [("B2", Decimal(4))]
    assert (aside(made), figures(stocked).free) == ([("A1", "Shelf", 6)], Decimal(30))


def test_only_what_is_still_good_when_the_time_is_over_is_reserved(stocked, pilar):
    made = reserve(stocked, pilar, 20, until=datetime(2027, 2, 1, 8, tzinfo=ZoneInfo("Europe/Lisbon")))

    assert aside(made) == [("B2", "Shelf", 20)]


def test_letting_go_and_the_end_of_the_time_free_it(stocked, pilar):
    reserving.release(reservation=reserve(stocked, pilar, 15).id, by=pilar, now=MONDAY_8AM)
    reserve(stocked, pilar, 15)
    assert figures(stocked).free == Decimal(25)
    each_minute(now=NOON - timedelta(seconds=1))
    assert figures(stocked).free == Decimal(25)
    ToldFact.objects.all().delete()
    each_minute(now=NOON)
    each_minute(now=NOON)

    assert figures(stocked).free == Decimal(40)
    assert sorted(Reservation.objects.values_list("ended_how", flat=True)) == ["expired", "released"]
    told = ToldFact.objects.get(kind="commons.inventory.ReservationEnded")
    assert (told.body["how"], told.body["reference_id"]) == ("expired", "amara")


def test_what_is_over_is_free_though_no_minute_has_passed_yet(stocked, pilar):
    reserve(stocked, pilar, 40)
    late = NOON + timedelta(seconds=1)
    made = reserve(stocked, pilar, 40, now=late, until=late + timedelta(hours=1), reference=("order", "bruno"))

    assert aside(made) == [("A1", "Shelf", 20), ("B2", "Shelf", 20)]


def test_what_is_over_can_be_issued_to_others_and_not_by_the_old_reservation(stocked, pilar):
    made = reserve(stocked, pilar, 40)
    late = NOON + timedelta(seconds=1)
    with pytest.raises(reserving.NotReserved):
        issue(stocked, pilar, 1, now=late, reservation=made.id, reference=AMARA)

    assert sum(each.quantity for each in issue(stocked, pilar, 40, now=late).taken) == Decimal(40)
    assert Reservation.objects.get().ended_how == "expired"


def test_one_key_reserves_once(stocked, pilar):
    first, again = (reserve(stocked, pilar, 5, key="order 9") for _ in range(2))
    with pytest.raises(KeyUsed):
        reserve(stocked, pilar, 6, key="order 9")

    assert (first.id, figures(stocked).reserved) == (again.id, Decimal(5))


def test_rooms_reserve_as_the_installation_and_nurses_do_not(stocked, pilar, freya):
    reserve(stocked, Actor.system(pilar.organization_id), 5)
    with pytest.raises(NotAllowed):
        reserve(stocked, freya, 5)
    with pytest.raises(reserving.TooLate):
        reserve(stocked, pilar, 5, until=MONDAY_8AM)

    assert figures(stocked).reserved == Decimal(5)


def test_a_recall_moves_reservations_to_other_lots_first_come_first_and_breaks_the_last(stocked, pilar):
    first = reserve(stocked, pilar, 15)
    second = reserve(stocked, pilar, 15, reference=("order", "bruno"), now=MONDAY_8AM + timedelta(minutes=1))
    ToldFact.objects.all().delete()
    recalling.recall(item=stocked.amoxicillin.id, lot_number="A1", reason="Glass", by=pilar, now=MONDAY_8AM)

    assert aside(first) == [("B2", "Shelf", 15)]
    second.refresh_from_db()
    assert (second.ended_how, aside(second)) == ("broken", [])
    told = ToldFact.objects.get(kind="commons.inventory.ReservationEnded")
    assert (told.body["how"], told.body["reference_id"]) == ("broken", "bruno")
    assert figures(stocked).free == Decimal(5)


def test_moving_a_shelf_keeps_what_is_reserved(stocked, pilar):
    made = reserve(stocked, pilar, 40)
    transferring.transfer(
        lot=stocked.soon.id, source=stocked.shelf.id, to=stocked.fridge.id, quantity=Decimal(15), key=key(), by=pilar,
        now=MONDAY_8AM,
    )  # fmt: skip

    assert aside(made) == [("A1", "Fridge", 15), ("A1", "Shelf", 5), ("B2", "Shelf", 20)]


def test_a_lot_in_doubt_and_a_count_with_less_take_from_whoever_reserved_last(stocked, pilar, marta):
    early = reserve(stocked, pilar, 20)
    late = reserve(stocked, pilar, 15, reference=("order", "bruno"), now=MONDAY_8AM + timedelta(minutes=1))
    count = counting.begin(place=stocked.shelf.id, by=pilar, now=MONDAY_8AM)
    counting.enter(count=count.id, found=counting.Found(Decimal(12), stocked.soon.id), by=pilar, now=MONDAY_8AM)
    counting.finish(count=count.id, reason="Two strips missing", by=pilar, now=MONDAY_8AM)
    late.refresh_from_db()
    assert (aside(early), late.ended_how) == ([("A1", "Shelf", 12), ("B2", "Shelf", 8)], "broken")
    bring(stocked.amoxicillin, 5, "C3", stocked.later.expires_on, stocked.shelf, pilar)
    judging.quarantine(lot=stocked.soon.id, reason="Seal broken", by=pilar, now=MONDAY_8AM)

    assert aside(early) == [("B2", "Shelf", 20)]


def test_the_database_keeps_no_more_aside_than_lies_there(stocked, pilar):
    made = reserve(stocked, pilar, 1)
    [balance] = Balance.objects.filter(lot=stocked.later)
    with pytest.raises(IntegrityError, match="stock_reserved_is_there"), transaction.atomic():
        SetAside.objects.create(
            organization_id=pilar.organization_id, reservation=made, balance=balance, quantity=Decimal(21)
        )

    assert Balance.objects.get(id=balance.id).reserved == Decimal(0)
