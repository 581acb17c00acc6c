"""The running balance of an item: every movement in its order, and what was there before and after."""

from datetime import timedelta
from decimal import Decimal

from telepraxis.commons.inventory import issuing, transferring
from telepraxis.commons.inventory.running import running
from tests.people import MONDAY_8AM

from .scene import LATER, bring, key

HOUR = timedelta(hours=1)


def test_each_movement_says_how_much_there_is_after_it(stocked, pilar):
    """Twice 20 came at eight; at nine 5 go out, at ten 3 go to the fridge, at eleven 10 come."""
    nine, ten, eleven = (MONDAY_8AM + n * HOUR for n in (1, 2, 3))
    issuing.issue(
        item=stocked.amoxicillin.id, quantity=Decimal(5), reference=("use", "Ward"), key=key(), by=pilar, now=nine
    )
    transferring.transfer(
        lot=stocked.later.id, source=stocked.shelf.id, to=stocked.fridge.id, quantity=Decimal(3), key=key(), by=pilar,
        now=ten,
    )  # fmt: skip
    bring(stocked.amoxicillin, 10, "C3", LATER, stocked.shelf, pilar, eleven)

    whole = running(stocked.amoxicillin.id, since=nine, until=eleven + HOUR)
    assert (whole.opening, whole.closing) == (40, 45)
    moved = [(each.came, each.went, each.balance) for each in whole.rows]
    assert moved[0] == (None, 5, 35) and moved[3] == (10, None, 45)
    assert sorted(each.movement.quantity for each in whole.rows[1:3]) == [-3, 3] and moved[2][2] == 35

    assert running(stocked.amoxicillin.id, since=eleven + HOUR, until=eleven + 2 * HOUR).rows == ()
    part = running(stocked.amoxicillin.id, since=MONDAY_8AM, until=eleven + HOUR, most=2)
    assert (len(part.rows), part.is_whole, part.opening) == (2, False, 0)
