"""What pages show of one item or lot: lots with their places, movements with their deeds, boxes and prices."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F

from .models import Balance, Item, Lot, Movement, Pack, Place, Price
from .stock import SOON_DAYS

LATEST = 50


@dataclass
class ShownLot:
    """A lot with what lies of it where, and the state that decides whether it may be handed out."""

    lot: Lot
    today: date
    lies: list[Balance] = field(default_factory=list)

    @property
    def on_hand(self) -> Decimal:
        return sum((each.quantity for each in self.lies), Decimal(0))

    @property
    def reserved(self) -> Decimal:
        return sum((each.reserved for each in self.lies), Decimal(0))

    @property
    def waiting(self) -> Decimal:
        """What came back of it and waits to be judged."""
        return sum((each.quantity for each in self.lies if each.place.kind == Place.Kind.QUARANTINE), Decimal(0))

    @property
    def is_expired(self) -> bool:
        return self.lot.expires_on is not None and self.lot.expires_on < self.today

    @property
    def expires_soon(self) -> bool:
        soon = self.today + timedelta(days=SOON_DAYS)
        return self.lot.expires_on is not None and self.today <= self.lot.expires_on <= soon


def lots_of(item: Item, today: date) -> list[ShownLot]:
    """Return the lots of which something lies here, first expired first."""
    return _shown(Balance.objects.filter(item=item, quantity__gt=0), today)


def lot_shown(lot: Lot, today: date) -> ShownLot:
    """Return one lot, also where nothing of it is left."""
    shown = _shown(Balance.objects.filter(lot=lot, quantity__gt=0), today)
    return shown[0] if shown else ShownLot(lot, today)


def lots_at(place: Place, today: date) -> list[ShownLot]:
    """Return the lots of which something lies at the place, by item."""
    rows = Balance.objects.filter(place=place, quantity__gt=0).select_related("item")
    return sorted(_shown(rows, today), key=lambda shown: shown.lot.item.name.lower())


def _shown(rows, today: date) -> list[ShownLot]:
    found: dict = {}
    rows = rows.select_related("lot__item", "lot__recall", "place")
    for balance in rows.order_by(F("lot__expires_on").asc(nulls_last=True), "lot__number", "place__name"):
        found.setdefault(balance.lot_id, ShownLot(balance.lot, today)).lies.append(balance)
    return list(found.values())


def movements_of(**of) -> list[Movement]:
    """Return the latest movements of an item or a lot, with deed, lot and place, the last first."""
    rows = Movement.objects.filter(**of).select_related("deed", "lot", "place")
    return list(rows.order_by("-at", "-id")[:LATEST])


def packs_of(item: Item) -> list[Pack]:
    """Return the item's boxes, the smallest first."""
    return list(Pack.objects.filter(item=item).order_by("quantity", "code"))


def prices_of(item: Item) -> list[Price]:
    """Return the item's prices, the last first."""
    return list(Price.objects.filter(item=item).select_related("pack").order_by("-valid_from", "-set_at", "-id")[:10])
