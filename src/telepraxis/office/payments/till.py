"""The drawer: it opens with the first cash, and is closed by counting."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .models import Payment, Refund, Till
from .money import BadSum
from .once import in_line
from .permissions import may_take

SHARED = "SELECT * FROM payments_till WHERE organization_id = %s AND currency = %s AND closed_at IS NULL FOR SHARE"


class AlreadyClosed(Exception):
    """Somebody else has closed this till."""


class NoteMissing(ValueError):
    """What was counted is not what should be there: a note says what is known about it."""


def open_drawer(*, currency: str, by: Actor, now: datetime) -> Till:
    """Return the open till of the currency for cash that comes or goes; it is not closed before our transaction ends.

    The first of a day opens with what the last count left in the drawer.
    """
    found = _shared(by, currency)
    if found is None:
        in_line("payments.till", currency)
        found = _shared(by, currency) or _opened(currency, by, now)
    return found


@transaction.atomic
def close(*, till: Till, counted: int, left: int, note: str = "", by: Actor, now: datetime) -> Till:
    """Count and close: `counted` lay in the drawer, `left` stays in it for the next day, the rest goes to the bank.

    :raises AlreadyClosed: :raises NoteMissing: it differs, and nobody says why. :raises BadSum: less than nothing.
    """
    may_take.require(by)
    row = Till.objects.select_for_update().get(id=till.id)
    if row.closed_at:
        raise AlreadyClosed
    if counted < 0 or not 0 <= left <= counted:
        raise BadSum
    row.taken_minor, row.given_back_minor = movements(row)
    row.closed_at, row.closed_by = now, by.name
    row.counted_minor, row.left_minor, row.note = counted, left, note.strip()[:300]
    if row.difference_minor and not row.note:
        raise NoteMissing
    row.save()
    audit.wrote(by, "payments.till_closed", entity=("Till", row.id), reason=row.note)
    return row


def movements(till: Till) -> tuple[int, int]:
    """Return what came into the till and what went out of it, in minor units."""
    arrived = [Payment.State.CAPTURED, Payment.State.SURPLUS]
    came = Payment.objects.filter(till=till, state__in=arrived).aggregate(sum=Sum("amount_minor"))["sum"]
    went = Refund.objects.filter(till=till).exclude(state=Refund.State.FAILED).aggregate(sum=Sum("amount_minor"))["sum"]
    return int(came or 0), int(went or 0)


def open_tills() -> list[Till]:
    """Return the tills that are open, by currency."""
    return list(Till.objects.filter(closed_at=None).order_by("currency"))


def _shared(by: Actor, currency: str) -> Till | None:
    return next(iter(Till.objects.raw(SHARED, [by.organization_id, currency])), None)


def _opened(currency: str, by: Actor, now: datetime) -> Till:
    last = Till.objects.filter(currency=currency).order_by("-opened_at").first()
    row = Till(
        organization_id=by.organization_id,
        currency=currency,
        opening_minor=last.left_minor if last else 0,
        opened_at=now,
    )
    row.save(force_insert=True)
    audit.wrote(by, "payments.till_opened", entity=("Till", row.id))
    return row
