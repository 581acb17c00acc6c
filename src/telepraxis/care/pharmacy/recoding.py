"""Another pickup code, at the wish of the patient or of the pharmacy: the old one dies, the other side is told."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor

from . import claims, orders, post
from .bench import CODE_LENGTH, digest_of
from .bodies import Said
from .models import Claim, For, Order
from .permissions import may_dispense, may_order
from .refusals import NotSo


@transaction.atomic
def ask(*, order: UUID, by: Actor, now: datetime) -> Order:
    """Ask the pharmacy for another code, for whoever thinks that somebody else has read theirs. Asked twice while the
    answer is on its way it is asked once.

    :raises NotSo: there is no code to be replaced.
    """
    row = orders.locked(order)
    may_order.require(by, row.patient_id)
    if row.recode_asked_at is not None and row.ended_at is None:
        return row
    if not row.pickup_code or row.ended_at is not None:
        raise NotSo(_("There is no code yet, or it is of no use any more."))
    row.pickup_code, row.recode_asked_at = "", now
    row.save(update_fields=["pickup_code", "recode_asked_at"])
    audit.wrote(by, "pharmacy.code_asked", patient=row.patient_id, entity=("Order", row.id))
    post.send("pharmacy.code_wanted", row, by=by, now=now)
    orders.changed(row, now)
    return row


@transaction.atomic
def renew(*, claim: UUID, by: Actor, now: datetime) -> str:
    """Give the patient of a claim another code, and return it; five tries count anew.

    :raises NotSo: there is none, or nobody is to be known by it.
    """
    row = claims.locked(claim)
    may_dispense.require(by, row.patient_id)
    return _renewed(row, For.PHARMACY, by, now)


def wanted(claim: Claim, message, said: Said, now: datetime) -> None:
    """The patient wants another code; one that came too late for it changes nothing."""
    if claim.pickup_code and claim.is_open:
        _renewed(claim, For.PATIENT, Actor.system(claim.organization_id), now)


def _renewed(claim: Claim, whose: str, by: Actor, now: datetime) -> str:
    if not claim.pickup_code or not claim.is_open:
        raise NotSo(_("There is no code yet, or it is of no use any more."))
    code = "".join(secrets.choice("0123456789") for _each in range(CODE_LENGTH))
    claim.pickup_code, claim.code_tries = digest_of(claim, code), 0
    claim.recoded_at, claim.recoded_for = now, whose
    claim.save(update_fields=["pickup_code", "code_tries", "recoded_at", "recoded_for"])
    audit.wrote(by, "pharmacy.code_renewed", patient=claim.patient_id, entity=("Claim", claim.id))
    claims.tell_issuer(claim, by, now, code=code, recoded_for=whose)
    return code
