"""Many at once: fifty on the last unit, two who take the same two items in opposite order, one key used by many."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections, transaction
from django.utils import timezone

from telepraxis.base.access import Role
from telepraxis.commons.inventory import issuing, recalling, reserving
from telepraxis.commons.inventory.locks import hold_items
from telepraxis.commons.inventory.models import Balance, Movement, Reservation
from tests.people import colleague
from tests.sites import in_practice

from .scene import bring, key, stock_of

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 50


@pytest.fixture
def house(practice):
    with in_practice(practice) as system:
        pilar = colleague("pilar@quayside.test", "Pilar Ríos", {Role.PHARMACIST}, system)
        return practice, pilar, stock_of(pilar, timezone.now())


def at_once(practice, count: int, act) -> list[str]:
    def alone(number: int) -> str:
        try:
            with in_practice(practice):
                act(number)
            return "won"
        except Exception as refused:
            return type(refused).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as many:
        return list(many.map(alone, range(count)))


def take(pilar, item, quantity=1, **more):
    said = {"reference": ("fill", "1"), "key": key()} | more
    return issuing.issue(item=item, quantity=Decimal(quantity), by=pilar, now=timezone.now(), **said)


def test_fifty_pharmacists_take_the_last_unit_and_one_gets_it(house):
    practice, pilar, stocked = house
    with in_practice(practice):
        take(pilar, stocked.amoxicillin.id, 39)
    answers = at_once(practice, RACERS, lambda number: take(pilar, stocked.amoxicillin.id))

    assert Counter(answers) == {"won": 1, "NotEnough": RACERS - 1}
    with in_practice(practice):
        assert [int(each.quantity) for each in Balance.objects.filter(item=stocked.amoxicillin)] == [0, 0]
        assert Movement.objects.filter(deed__kind="issue", quantity=-1).count() == 1


def test_issuing_and_reserving_at_once_never_promise_more_than_is_there(house):
    practice, pilar, stocked = house
    until = timezone.now() + timedelta(hours=1)

    def act(number: int):
        if number % 2:
            return take(pilar, stocked.amoxicillin.id, 3)
        said = {"until": until, "reference": ("order", str(number)), "key": key(), "by": pilar, "now": timezone.now()}
        return reserving.reserve(item=stocked.amoxicillin.id, quantity=Decimal(3), **said)

    answers = at_once(practice, 20, act)

    assert Counter(answers) == {"won": 13, "NotEnough": 7}
    with in_practice(practice):
        kept = sum(each.left for each in Reservation.objects.filter(ended_at=None))
        lies = Balance.objects.filter(item=stocked.amoxicillin)
        assert sum(each.quantity - each.reserved for each in lies) == 1
        assert sum(each.reserved for each in lies) == kept


def test_two_baskets_in_opposite_order_never_wait_for_each_other(house):
    practice, pilar, stocked = house
    items = [stocked.amoxicillin.id, stocked.gloves.id]

    def act(number: int):
        with transaction.atomic():
            hold_items(items)
            for item in items if number % 2 else reversed(items):
                take(pilar, item)

    assert Counter(at_once(practice, 16, act)) == {"won": 16}


def test_one_key_used_by_many_at_once_is_one_act(house):
    practice, pilar, stocked = house
    answers = at_once(practice, 12, lambda number: take(pilar, stocked.amoxicillin.id, 2, key="fill 1"))

    assert Counter(answers) == {"won": 12}
    with in_practice(practice):
        assert Movement.objects.filter(deed__kind="issue").count() == 1


def test_one_key_for_two_items_at_once_is_used_for_one(house):
    practice, pilar, stocked = house
    items = [stocked.amoxicillin.id, stocked.gloves.id]
    answers = at_once(practice, 8, lambda number: take(pilar, items[number % 2], key="fill 1"))

    assert Counter(answers) == {"won": 4, "KeyUsed": 4}


def test_what_is_issued_while_it_is_recalled_is_known_to_have_gone(house):
    practice, pilar, stocked = house

    def act(number: int):
        if number == 5:
            said = {"lot_number": "A1", "reason": "Glass", "by": pilar, "now": timezone.now()}
            return recalling.recall(item=stocked.amoxicillin.id, **said)
        return take(pilar, stocked.amoxicillin.id, lot=stocked.soon.id, reference=("fill", str(number)))

    answers = Counter(at_once(practice, 12, act))

    with in_practice(practice):
        reached = recalling.who_got(stocked.soon.id)
        [lies] = Balance.objects.filter(lot=stocked.soon)
    assert len(reached) == answers["won"] - 1 == 20 - lies.quantity
    assert set(answers) <= {"won", "Recalled"}


def test_a_delivery_and_a_sale_at_once_leave_the_right_sum(house):
    practice, pilar, stocked = house

    def act(number: int):
        if number % 2:
            return take(pilar, stocked.amoxicillin.id)
        return bring(stocked.amoxicillin, 2, "NEW", stocked.later.expires_on, stocked.fridge, pilar, timezone.now())

    assert Counter(at_once(practice, 20, act)) == {"won": 20}
    with in_practice(practice):
        assert sum(each.quantity for each in Balance.objects.filter(item=stocked.amoxicillin)) == 40 + 20 - 10
