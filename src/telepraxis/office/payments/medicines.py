"""Medicines at a pharmacy: owed from the moment the price is agreed, less what it turns out not to have.

One charge for all that is claimed together, so that a basket is one payment. What is owed is asked of the pharmacy's
room each time and compared with what was charged and paid; so each fact may come twice, late, or beside another one.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.care.pharmacy import paying as pharmacy
from telepraxis.care.pharmacy.models import Claim

from . import banking, charging, gateways, links, refunding
from .models import Charge, Method, Payment, Refund
from .money import Money
from .naming import Named, names
from .once import in_line
from .owing import owed_on
from .reading import accounts

CLAIM = "claim"


@names(CLAIM)
def claims(ids: list[UUID]) -> dict[UUID, Named]:
    """Name what is claimed by the number of its prescription, never by a medicine."""
    said = _("Medicines of the prescription %(number)s")
    return {each.id: Named(said % {"number": each.shown_number}) for each in Claim.objects.filter(id__in=ids)}


def order_page(charge: Charge) -> str:
    """Return where the patient sees the order that a charge is for, "" where it is for something else."""
    return pharmacy.order_page(charge.reference_id) if charge.reference_kind == CLAIM else ""


@transaction.atomic
def settle_claim(*, claim: UUID, now: datetime) -> Charge | None:
    """Let a claim be charged what it costs now, and tell the patient where that is paid; None where nobody owes any.

    Paid by card already, what is too much goes back; in cash or by transfer all of it waits to go back at the desk,
    and what is left is charged anew.
    """
    in_line("payments.claim", claim)
    owed, by = pharmacy.owed(claim), Actor.system(tenancy.served_organization())
    due = Money(owed.total_minor, owed.currency)
    charge = Charge.objects.filter(reference_kind=CLAIM, reference_id=claim, withdrawn_at=None).first()
    if charge and owed.returned_minor:
        _give_back_what_was_returned(charge, due, owed.returned_minor, by, now)
    if charge and _comes_right(charge, due, by, now):
        return charge
    if charge:
        charging.withdraw(charge=charge, why="changed" if due.minor else "cancelled", by=by, now=now)
        refunding.give_back(charge=charge, why=Refund.Why.WITHDRAWN, by=by, now=now)
    if not due.minor:
        return None
    charge = charging.charge(
        reference=(CLAIM, claim), amount=due, patient=owed.patient, told_at=owed.told_at or now, by=by, now=now
    )
    if banking.account() or gateways.standing_account(by.organization_id):  # cash is paid at no page
        path = settings.PUBLIC_URL.rstrip("/") + links.path_to(charge)
        pharmacy.offered(claim=claim, pay_path=path, by=by, now=now)
    return charge


def _give_back_what_was_returned(charge: Charge, due: Money, returned_minor: int, by: Actor, now: datetime) -> None:
    """Give back what was paid for what came back, however it was paid, never more than is kept above what is due.

    At the counter the cash goes out of the drawer; so the charge stays, and nothing of it is charged anew.
    """
    came = list(Payment.objects.filter(charge=charge, state=Payment.State.CAPTURED).order_by("-captured_at", "-id"))
    gone = Refund.objects.filter(payment__in=came, why=Refund.Why.RETURNED).exclude(state=Refund.State.FAILED)
    kept = sum(refunding.left_of(payment).minor for payment in came)
    back = min(kept - due.minor, returned_minor - sum(each.amount_minor for each in gone))
    for payment in came:
        part = min(refunding.left_of(payment).minor, back)
        if part > 0:
            back -= part
            amount = Money(part, charge.currency)
            refunding.refund(payment=payment, amount=amount, why=Refund.Why.RETURNED, by=by, now=now)


def _comes_right(charge: Charge, due: Money, by: Actor, now: datetime) -> bool:
    """Whether the charge can stay: it is what is due, or what was paid by card is more, and that goes back."""
    came = list(Payment.objects.filter(charge=charge, state=Payment.State.CAPTURED).order_by("captured_at", "id"))
    if not came:
        return charge.amount_minor == due.minor
    kept = sum(refunding.left_of(payment).minor for payment in came)
    if owed_on(charge).minor or not due.minor or kept < due.minor:
        return kept + owed_on(charge).minor == due.minor
    if kept > due.minor and any(payment.method != Method.CARD for payment in came):
        return False
    for payment in reversed(came):
        back = min(refunding.left_of(payment).minor, kept - due.minor)
        if back > 0:
            kept -= back
            amount = Money(back, charge.currency)
            refunding.refund(payment=payment, amount=amount, why=Refund.Why.WITHDRAWN, by=by, now=now)
    return True


@transaction.atomic
def tell_pharmacy(*, claim: UUID, now: datetime) -> None:
    """Let the pharmacy know what came for a claim, less what went back."""
    in_line("payments.claim", claim)
    every = accounts(Charge.objects.filter(reference_kind=CLAIM, reference_id=claim).select_related("price"))
    came = sum(each.paid.minor - each.given_back.minor for each in every)
    pharmacy.noted(claim=claim, paid_minor=came, at=now, by=Actor.system(tenancy.served_organization()), now=now)
