"""Recall a lot, and say whom it reached."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, Sum

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell

from .events import LotRecalled
from .issuing import ReasonNeeded
from .judging import closing
from .ledger import NOTHING, Act, Line, Reference, post
from .locks import hold_items
from .models import Deed, Lot, Movement, Recall
from .permissions import may_judge_stock


class NumberNeeded(ValueError):
    """A recall names a lot."""


@dataclass(frozen=True)
class Reached:
    """What of a lot went to one reference: `issued`, less what came `back`, and when the last of it went."""

    reference: Reference
    issued: Decimal
    back: Decimal
    last_at: datetime

    @property
    def out(self) -> Decimal:
        return self.issued - self.back


@transaction.atomic
def recall(*, item: UUID, lot_number: str, reason: str, notice: str = "", by: Actor, now: datetime) -> Recall:
    """Call a lot back: none of it is issued from now on, here or when it arrives later. Said twice it is done once.

    What was reserved of it is kept from other lots, or the reservation is broken and told.

    :raises NumberNeeded: no lot is named.
    :raises ReasonNeeded: nothing was said.
    """
    may_judge_stock.require(by)
    number, reason = lot_number.strip(), reason.strip()
    if not number:
        raise NumberNeeded
    if not reason:
        raise ReasonNeeded
    row = hold_items([item])[item]
    if (known := Recall.objects.filter(item=row, lot_number=number).first()) is not None:
        return known
    made = Recall(
        organization_id=by.organization_id, item=row, lot_number=number, notice=notice.strip(), reason=reason,
        made_at=now, by_name=by.name, account_id=by.account_id,
    )  # fmt: skip
    made.save(force_insert=True)
    lot = Lot.objects.filter(item=row, number=number).first()
    if lot is not None:
        _hold(lot, made, by, now)
    audit.wrote(by, "inventory.recalled", entity=("Recall", made.id), reason=reason)
    tell(LotRecalled(recall=made.id, item=row.id, lot=lot.id if lot else None, at=now))
    return made


def _hold(lot: Lot, made: Recall, by: Actor, now: datetime) -> None:
    """Close the lot, and note wherever it lies that it is held."""
    with closing(lot, by=by, now=now) as there:
        lot.recall = made
        lot.save(update_fields=["recall"])
    act = Act(Deed.Kind.HOLD, f"recall:{made.id}", (lot.id,), NOTHING, made.reason)
    post(act, [Line(lot.id, each.place_id, Decimal(0)) for each in there], [made.item], by=by, now=now)


def who_got(lot: UUID) -> list[Reached]:
    """Return each reference (type, id) that some of the lot was issued for, the last first, in one query."""
    rows = (
        Movement.objects.filter(lot_id=lot, deed__kind__in=[Deed.Kind.ISSUE, Deed.Kind.RETURN])
        .values("deed__reference_type", "deed__reference_id")
        .annotate(
            issued=-Sum("quantity", filter=Q(deed__kind=Deed.Kind.ISSUE), default=Decimal(0)),
            back=Sum("quantity", filter=Q(deed__kind=Deed.Kind.RETURN), default=Decimal(0)),
            last_at=Max("at", filter=Q(deed__kind=Deed.Kind.ISSUE)),
        )
        .order_by("-last_at", "deed__reference_type", "deed__reference_id")
    )
    return [
        Reached(
            (each["deed__reference_type"], each["deed__reference_id"]), each["issued"], each["back"], each["last_at"]
        )
        for each in rows
    ]
