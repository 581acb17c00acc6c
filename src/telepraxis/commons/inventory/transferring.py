"""Move stock from one place to another."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from telepraxis.base.access import Actor

from .ledger import NOTHING, Act, Line, amount, earlier, post
from .locks import hold_items
from .models import Deed, Lot, Place
from .permissions import may_move_stock
from .picking import lying
from .receiving import open_place
from .reserving import making_room


class SamePlace(ValueError):
    """It lies there already."""


class WaitsForJudgement(Exception):
    """What lies in quarantine leaves it by `judging.put_back`, or is destroyed."""


@transaction.atomic
def transfer(
    *, lot: UUID, source: UUID, to: UUID, quantity: Decimal, key: str, reason: str = "", by: Actor, now: datetime
) -> Deed:
    """Move so much of a lot. What is reserved stays reserved, wherever it lies then.

    :raises SamePlace: from there to there.
    :raises WaitsForJudgement: the source is a place of quarantine.
    :raises NotEnough: less lies there.
    :raises PlaceClosed: nothing is put there any more.
    """
    may_move_stock.require(by)
    quantity = amount(quantity)
    if source == to:
        raise SamePlace
    if Place.objects.get(id=source).kind == Place.Kind.QUARANTINE:
        raise WaitsForJudgement
    open_place(to)
    of_lot = Lot.objects.get(id=lot)
    items = hold_items([of_lot.item_id])
    act = Act(Deed.Kind.TRANSFER, key, (lot, source, to, quantity), NOTHING, reason)
    if (done := earlier(act)) is not None:
        return done
    lies = lying(items[of_lot.item_id], lot, source, quantity)
    with making_room([(lies, quantity)], by=by, now=now):
        return post(act, [Line(lot, source, -quantity), Line(lot, to, quantity)], items.values(), by=by, now=now)
