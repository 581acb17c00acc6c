"""Take back what was handed out: it waits in quarantine, and the chart says that it came back."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7
from telepraxis.commons.inventory import issuing

from . import post
from .claims import locked
from .models import Handout, Return
from .permissions import may_dispense
from .refusals import KeyUsed, ReasonNeeded
from .stocking import reference_of


@transaction.atomic
def take_back(*, handout: UUID, lot: UUID, quantity: Decimal, why: str, key: str, by: Actor, now: datetime) -> Return:
    """Take so much of a lot back that was handed out. Nobody gets it before it was judged (`inventory.judging`), and
    the prescription does not become good again. Once for each key.

    :raises ReasonNeeded: nobody says why. :raises ReturnsTooMuch: so much of this lot was not handed out.
    :raises NoQuarantine: no place of quarantine is open. :raises KeyUsed: the key did something else.
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
    issuing.give_back(
        lot=lot, quantity=quantity, reference=reference_of(given.claim_line), key=f"return:{row.id}",
        reason=why.strip()[:300], by=by, now=now,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.wrote(by, "pharmacy.taken_back", patient=claim.patient_id, entity=("Return", row.id))
    said = {"line": given.claim_line.line, "reference": given.id, "quantity": quantity, "back": row.id, "at": now}
    post.send("pharmacy.returned", claim, lines=[said], by=by, now=now)
    return row


def _refuse_more_than_given(given: Handout, lot: UUID, quantity: Decimal) -> None:
    went = sum((Decimal(each["quantity"]) for each in given.lots if each["lot"] == str(lot)), Decimal(0))
    back = sum((each.quantity for each in given.returns.filter(lot_id=lot)), Decimal(0))
    if quantity > went - back:
        raise issuing.ReturnsTooMuch(went - back)
