"""What an item costs: a price from a time on, for so many of it or for a pack. Prices are added, never changed."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .ledger import amount, tell_figures
from .models import Item, Pack, Price
from .permissions import may_manage_stock


class BadPrice(ValueError):
    """A price is zero or more of a currency's minor units, in a currency of three letters."""


@transaction.atomic
def set_price(
    *,
    item: UUID,
    amount_minor: int,
    currency: str,
    per: Decimal = Decimal(1),
    pack: UUID | None = None,
    valid_from: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Price:
    """Say what `per` of the item (with `pack` one pack) costs from now or a later time on.

    :raises BadPrice: it is none.
    :raises BadAmount: `per` is none.
    """
    may_manage_stock.require(by)
    if not 0 <= amount_minor < 10**12 or len(currency) != 3 or not (currency.isalpha() and currency.isascii()):
        raise BadPrice(amount_minor, currency)
    row = Item.objects.get(id=item)
    of_pack = Pack.objects.get(id=pack, item=row) if pack else None
    made = Price(
        organization_id=by.organization_id, item=row, pack=of_pack, amount_minor=amount_minor,
        currency=currency.upper(), per=of_pack.quantity if of_pack else amount(per),
        valid_from=max(valid_from or now, now), set_at=now, by_name=by.name,
    )  # fmt: skip
    made.save(force_insert=True)
    audit.wrote(by, "inventory.priced", entity=("Item", row.id))
    tell_figures([row], now)
    return made


def price_of(item: UUID, *, pack: UUID | None = None, at: datetime) -> Price | None:
    """Return the price that holds at that time, of the pack or of the item itself; None where nobody set one."""
    found = Price.objects.filter(item_id=item, pack_id=pack, valid_from__lte=at)
    return found.order_by(F("valid_from").desc(), F("set_at").desc(), F("id").desc()).first()


def cost_minor(price_minor: int, per: Decimal, quantity: Decimal) -> int:
    """Return what a quantity costs in minor units, rounded half up."""
    return int((Decimal(price_minor) * quantity / per).quantize(Decimal(1), rounding=ROUND_HALF_UP))
