"""What is heard: the other side's messages, what becomes of prescriptions and stock, messages that never arrived."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import listens_to
from telepraxis.care.medications.events import MedicineRequestAnswered, MedicineRequested, PrescriptionEnded
from telepraxis.commons.inventory.events import ReservationEnded
from telepraxis.commons.mailbox.events import MessageArrived, MessageUndelivered

from . import arriving, from_pharmacies, post, prescribers, time_over, undelivered
from .models import Claim, Order

OURS = "pharmacy."


def _for(table: type, act: Callable) -> Callable:
    """Let only that side of a thread act which the message is for."""
    return lambda side, message, said, now: act(side, message, said, now) if isinstance(side, table) else side


def _either(side, message, said, now: datetime):
    acts = from_pharmacies.ACTS if isinstance(side, Order) else arriving.ACTS
    return acts["pharmacy.remark"](side, message, said, now) if side is not None else None


def _begins(table: type, act: Callable) -> Callable:
    """Let a message begin its side of the thread, or go on with it, and never meddle with the other one."""
    return lambda side, message, said, now: (
        act(side, message, said, now) if side is None or isinstance(side, table) else side
    )


ACTS = (
    {kind: _for(Order, act) for kind, act in from_pharmacies.ACTS.items()}
    | {kind: _for(Claim, act) for kind, act in arriving.ACTS.items()}
    | {
        "pharmacy.remark": _either,
        "pharmacy.order": _begins(Claim, arriving.ORDER),
        "pharmacy.claim": _begins(Order, from_pharmacies.CLAIM),
    }
)


def our_side(sender: UUID, thread: UUID) -> Order | Claim | None:
    """Return what this organization keeps of a thread, locked."""
    claim = Claim.objects.select_for_update().filter(issuer=sender, thread=thread).first()
    return claim or Order.objects.select_for_update().filter(pharmacy=sender, thread=thread).first()


@listens_to(MessageArrived)
def hear(fact: MessageArrived, *, now: datetime) -> None:
    if fact.kind.startswith(OURS):
        post.hear(fact.message, ACTS, our_side, now)


@listens_to(MessageUndelivered)
def nobody_heard(fact: MessageUndelivered, *, now: datetime) -> None:
    if fact.kind.startswith(OURS):
        undelivered.give_up(message=fact.message, kind=fact.kind, now=now)


@listens_to(MedicineRequested)
def ask_the_pharmacy_back(fact: MedicineRequested, *, now: datetime) -> None:
    if fact.what == "cancel":
        prescribers.cancel_asked(request=fact.request, now=now)


@listens_to(MedicineRequestAnswered)
def answer_the_pharmacy(fact: MedicineRequestAnswered, *, now: datetime) -> None:
    prescribers.answered(request=fact.request, now=now)


@listens_to(PrescriptionEnded)
def tell_that_it_is_over(fact: PrescriptionEnded, *, now: datetime) -> None:
    if fact.line is not None and fact.how != "replaced":  # what replaced it is told with the answer
        prescribers.ended(line=fact.line, now=now)


@listens_to(ReservationEnded)
def keep_other_stock(fact: ReservationEnded, *, now: datetime) -> None:
    if fact.reference_type == "claim_line":
        time_over.stock_lost(claim_line=UUID(fact.reference_id), reservation=fact.reservation, now=now)
