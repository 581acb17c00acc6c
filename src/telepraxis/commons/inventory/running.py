"""What came and went of one item over some days, each movement with how much there was of it afterwards, in all."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from .models import Movement

MOST = 2000


@dataclass(frozen=True)
class Ran:
    """One movement, and what was here of the item after it, over all lots and places."""

    movement: Movement
    balance: Decimal

    @property
    def came(self) -> Decimal | None:
        return self.movement.quantity if self.movement.quantity > 0 else None

    @property
    def went(self) -> Decimal | None:
        return -self.movement.quantity if self.movement.quantity < 0 else None


@dataclass(frozen=True)
class Running:
    """The movements of some days in their order, between what was there before and after them. Where there are more
    than MOST, those that come first; `is_whole` says so.
    """

    opening: Decimal
    rows: tuple[Ran, ...]
    is_whole: bool = True

    @property
    def closing(self) -> Decimal:
        return self.rows[-1].balance if self.rows else self.opening


def running(item: UUID, *, since: datetime, until: datetime, most: int = MOST) -> Running:
    """Return the movements of the item from `since` on and before `until`. Two queries."""
    of_item = Movement.objects.filter(item_id=item)
    opening = of_item.filter(at__lt=since).aggregate(all=Sum("quantity"))["all"] or Decimal(0)
    rows = of_item.filter(at__gte=since, at__lt=until).select_related("deed", "lot", "place")
    found = list(rows.order_by("at", "deed_id", "id")[: most + 1])
    balance, ran = opening, []
    for movement in found[:most]:
        balance += movement.quantity
        ran.append(Ran(movement, balance))
    return Running(opening, tuple(ran), len(found) <= most)
