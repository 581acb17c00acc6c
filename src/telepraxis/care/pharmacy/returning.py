"""Take back what was handed out: it waits in quarantine, the chart says that it came back, and the money is decided."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7
from telepraxis.commons.inventory import issuing
from telepraxis.commons.inventory.pricing import cost_minor

from . import post
from .claims import locked, settle
from .models import ClaimLine, Handout, Return
from .permissions import may_dispense
from .refusals import KeyUsed, MoneyUndecided, ReasonNeeded, TooMuchMoney
from .stocking import reference_of


@dataclass(frozen=True)
class MoneyBack:
    """What is decided of the money: all of it, a part in the minor unit, or none, for a reason."""

    how: str  # Return.Money
    minor: int | None = None
    why: str = ""


@transaction.atomic
def take_back(
    *,
    handout: UUID,
    lot: UUID,
    quantity: Decimal,
    why: str,
    money: MoneyBack | None = None,
    key: str,
    by: Actor,
    now: datetime,
) -> Return:
    """Take so much of a lot back that was handed out. Nobody gets it before it was judged (`inventory.judging`), and
    the prescription does not become good again. Once for each key.

    Where the patient pays for it, `money` is needed: what goes back is owed no more, and the room that keeps money
    gives it back as far as it was paid.

    :raises ReasonNeeded: nobody says why, or why no money goes back. :raises MoneyUndecided: nobody says whether it
        does. :raises TooMuchMoney: more than the patient pays for what comes back.
    :raises ReturnsTooMuch: so much of this lot was not handed out. :raises KeyUsed: the key did something else.
    :raises NoQuarantine: no place of quarantine is open.
    """
    given = Handout.objects.select_related("claim_line").get(pk=handout)
    claim = locked(given.claim_line.claim_id)
    may_dispense.require(by, claim.patient_id)
    if not why.strip():
        raise ReasonNeeded
    if (done := Return.objects.filter(key=key).first()) is not None:
        if (done.handout_id, done.lot_id, done.quantity) != (handout, lot, quantity):
            raise KeyUsed
        return done
    _refuse_more_than_given(given, lot, quantity)
    row = Return(
        id=uuid7(), organization_id=claim.organization_id, handout=given, patient_id=claim.patient_id, lot_id=lot,
        quantity=quantity, reason=why.strip()[:300], key=key, by_name=by.name[:200], at=now,
    )  # fmt: skip
    line = claim.lines.get(pk=given.claim_line_id)
    _decide(row, line, paid_for(given, quantity), money)
    issuing.give_back(
        lot=lot, quantity=quantity, reference=reference_of(line), key=f"return:{row.id}", reason=row.reason, by=by,
        now=now,
    )  # fmt: skip
    row.save(force_insert=True)
    line.back_minor += row.back_minor
    line.save(update_fields=["back_minor"])
    audit.wrote(by, "pharmacy.taken_back", patient=claim.patient_id, entity=("Return", row.id), reason=row.money)
    settle(claim, now)
    said = {
        "line": line.line, "reference": given.id, "quantity": quantity, "back": row.id, "at": now,
        "money-back": line.back_minor or None, "money-why": row.no_money_why,
    }  # fmt: skip
    post.send("pharmacy.returned", claim, lines=[said], by=by, now=now)
    return row


def paid_for(given: Handout, quantity: Decimal) -> int:
    """Return what the patient pays for so much of a handout, less what is theirs again, so that it is never more."""
    back = sum(each.back_minor for each in given.returns.all())
    return min(cost_minor(given.paid_minor, given.quantity, quantity), given.paid_minor - back)


def _decide(row: Return, line: ClaimLine, most: int, money: MoneyBack | None) -> None:
    """Note what becomes of the money for what comes back, which is `most`."""
    if most <= 0:
        return
    if money is None or money.how not in Return.Money.values:
        raise MoneyUndecided
    row.money, row.currency = money.how, line.currency
    if money.how == Return.Money.NONE:
        row.no_money_why = money.why.strip()[:300]
        if not row.no_money_why:
            raise ReasonNeeded
        return
    row.back_minor = most if money.how == Return.Money.ALL else money.minor or 0
    if not 0 < row.back_minor <= most:
        raise TooMuchMoney(most, line.currency)


def _refuse_more_than_given(given: Handout, lot: UUID, quantity: Decimal) -> None:
    went = sum((Decimal(each["quantity"]) for each in given.lots if each["lot"] == str(lot)), Decimal(0))
    back = sum((each.quantity for each in given.returns.filter(lot_id=lot)), Decimal(0))
    if quantity > went - back:
        raise issuing.ReturnsTooMuch(went - back)
