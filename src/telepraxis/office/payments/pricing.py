"""The price list. What a visit costs stands with the service that is booked, and comes into force there on its day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.care.scheduling.models import Service
from telepraxis.care.scheduling.offering import change_service

from .models import AppliedPrice, Price
from .money import Money, refuse_unless_sum
from .permissions import may_set_prices


class InThePast(ValueError):
    """A price begins today or later: what was told before stays so."""

    def __init__(self):
        super().__init__(_("A price begins today or later."))


@dataclass(frozen=True)
class Line:
    """One thing of the list: what it costs today, and what it will cost from a later day on."""

    name: str
    price: Price | None  # None for a visit whose price was never set here
    today: Money | None  # None: nothing, or no more
    service: Service | None = None
    later: tuple[Price, ...] = ()


@transaction.atomic
def set_price(
    *,
    name: str = "",
    service: Service | None = None,
    amount: Money,
    valid_from: date,
    today: date,
    by: Actor,
    now: datetime,
) -> Price:
    """From a day on, let a visit or something else cost so much; of a visit it may be nothing.

    :raises BadSum: :raises InThePast:
    """
    may_set_prices.require(by)
    if amount.minor or service is None:
        refuse_unless_sum(amount.minor, amount.currency)
    if valid_from < today:
        raise InThePast
    row = _write(name.strip() or service.name, service, amount.minor, amount.currency, valid_from, by, now)
    apply_due(today=today, by=by, now=now)
    return row


@transaction.atomic
def end_price(*, name: str, currency: str, valid_from: date, today: date, by: Actor, now: datetime) -> Price:
    """From a day on, let something that is no visit stand on the list no more."""
    may_set_prices.require(by)
    if valid_from < today:
        raise InThePast
    return _write(name, None, None, currency, valid_from, by, now)


def apply_due(*, today: date, by: Actor, now: datetime) -> int:
    """Let the visits' prices whose day has come stand with their services, and return how many began."""
    due = Price.objects.filter(service__isnull=False, valid_from__lte=today).exclude(
        id__in=AppliedPrice.objects.values("price_id")
    )
    count = 0
    for price in due.select_related("service").order_by("valid_from", "set_at"):
        change_service(service=price.service, price_minor=price.amount_minor, currency=price.currency, by=by, now=now)
        AppliedPrice(organization_id=price.organization_id, price=price, at=now).save(force_insert=True)
        count += 1
    return count


def price_list(today: date) -> list[Line]:
    """Return visits, then everything else, by name. Two queries."""
    prices = list(Price.objects.order_by("valid_from", "set_at"))
    later = {_key(each): [] for each in prices}
    for each in prices:
        if each.valid_from > today:
            later[_key(each)].append(each)
    begun = {_key(each): each for each in prices if each.valid_from <= today}
    visits = [
        Line(
            name=service.name,
            price=begun.get(service.id),
            today=Money(service.price_minor, service.currency),
            service=service,
            later=tuple(later.get(service.id, ())),
        )
        for service in Service.objects.filter(retired_at=None).order_by("name")
    ]
    others = [
        Line(
            name=name,
            price=begun.get(name),
            today=_money(begun.get(name)),
            later=tuple(later[name]),
        )
        for name in sorted(key for key in later if isinstance(key, str))
    ]
    return visits + [line for line in others if line.today or line.later]


def items(today: date) -> list[Price]:
    """Return what can be charged by hand today, by name: all that is no visit."""
    return [line.price for line in price_list(today) if line.service is None and line.today]


def _key(price: Price):
    return price.service_id or price.name


def _money(price: Price | None) -> Money | None:
    return Money(price.amount_minor, price.currency) if price and price.amount_minor is not None else None


def _write(name, service, minor, currency, valid_from, by: Actor, now: datetime) -> Price:
    row = Price(
        organization_id=by.organization_id,
        service=service,
        name=name,
        amount_minor=minor,
        currency=currency,
        valid_from=valid_from,
        set_at=now,
        set_by=by.name,
    )
    row.save(force_insert=True)
    audit.wrote(by, "payments.price_set", entity=("Price", row.id))
    return row
