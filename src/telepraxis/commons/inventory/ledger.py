"""Write deeds and their movements. Private to this room: others call the verbs, which check and hold locks first."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell_many
from telepraxis.base.uuid7 import uuid7

from .events import FiguresChanged
from .models import Deed, Item, Movement

Reference = tuple[str, str]  # what it was issued for: (type, id)
NOTHING: Reference = ("", "")


class KeyUsed(Exception):
    """This key was used for something else already."""


class BadAmount(ValueError):
    """A quantity is above zero and has at most three decimals."""


@dataclass(frozen=True)
class Line:
    """So much more (or, below zero, less) of a lot at a place. `cost_minor` is of all of it."""

    lot: UUID
    place: UUID
    quantity: Decimal
    cost_minor: int | None = None
    currency: str = ""


@dataclass(frozen=True)
class Act:
    """What an act is, before it is done. `said` is everything it was asked for: the same key stands for the same."""

    kind: str
    key: str
    said: tuple
    reference: Reference = NOTHING
    reason: str = ""
    witness: tuple[UUID | None, str] = (None, "")

    @property
    def digest(self) -> str:
        return digest_of(self.kind, *self.reference, *self.said)


def digest_of(*said) -> str:
    """Return what tells one request from another."""
    plain = [f"{each.normalize():f}" if isinstance(each, Decimal) else str(each) for each in said]
    return sha256(json.dumps(plain).encode()).hexdigest()


def amount(value: Decimal | int | str) -> Decimal:
    """Return the quantity, above zero. :raises BadAmount: it is none."""
    try:
        found = Decimal(value)
    except (ArithmeticError, ValueError, TypeError) as none:
        raise BadAmount(value) from none
    if not found.is_finite() or not 0 < found < 10**10 or found != round(found, 3):
        raise BadAmount(value)
    return found


def earlier(act: Act) -> Deed | None:
    """Return the deed that was done with this key already, None where it is new. Call it with the items held.

    :raises KeyUsed: it was another.
    """
    found = Deed.objects.filter(key=act.key).first()
    if found is not None and found.digest != act.digest:
        raise KeyUsed(act.key)
    return found


def post(act: Act, lines: Iterable[Line], items: Iterable[Item], *, by: Actor, now: datetime) -> Deed:
    """Write the deed with its movements, leave the audit row, and tell who looks at published figures.

    :raises KeyUsed: the key was used at the same moment for other items.
    """
    deed = Deed(
        organization_id=by.organization_id, kind=act.kind, at=now, by_name=by.name, account_id=by.account_id,
        reason=act.reason.strip(), reference_type=act.reference[0], reference_id=act.reference[1],
        witness_id=act.witness[0], witness_name=act.witness[1], key=act.key, digest=act.digest,
    )  # fmt: skip
    try:
        with transaction.atomic():
            deed.save(force_insert=True)
    except IntegrityError as refused:
        if "stock_key_once" not in str(refused):
            raise
        raise KeyUsed(act.key) from refused
    Movement.objects.bulk_create(
        Movement(
            id=uuid7(), organization_id=by.organization_id, deed=deed, lot_id=line.lot, place_id=line.place,
            quantity=line.quantity, at=now, cost_minor=line.cost_minor, currency=line.currency,
        )
        for line in sorted(lines, key=lambda line: (line.lot, line.place))
    )  # fmt: skip
    audit.wrote(by, f"inventory.{act.kind}", entity=("Deed", deed.id), reason=deed.reason)
    tell_figures(items, now)
    return deed


def tell_figures(items: Iterable[Item], now: datetime) -> None:
    """Tell that what others see of these items is not what it was."""
    tell_many(FiguresChanged(item=item.id, at=now) for item in items if item.published_at is not None)
