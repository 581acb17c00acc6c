"""What is heard: the other side's messages, what becomes of prescriptions and stock, messages that never arrived."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from telepraxis.base.events import listens_to
from telepraxis.base.tenancy import served_organization
from telepraxis.care.medications.events import MedicineRequestAnswered, MedicineRequested, PrescriptionEnded
from telepraxis.commons.inventory.events import ReservationEnded
from telepraxis.commons.mailbox.events import MessageArrived, MessageUndelivered
from telepraxis.commons.mailbox.reading import Message

from . import arriving, from_pharmacies, post, prescribers, remarks, time_over, undelivered
from .bodies import Said
from .models import Claim, Order

OURS = "pharmacy."


def _for(table: type, act: Callable) -> Callable:
    """Let only that side of a thread act which the message is for."""

    def acts(sides: post.Sides, message: Message, said: Said, now: datetime) -> None:
        if (side := _of(table, sides)) is not None:
            act(side, message, said, now)

    return acts


def _begins(table: type, act: Callable) -> Callable:
    """Let a message begin its side of the thread, or go on with it. Another organization that names a thread in which
    we keep the other side begins nothing: only who writes to itself has both.
    """

    def acts(sides: post.Sides, message: Message, said: Said, now: datetime) -> None:
        side = _of(table, sides)
        if side is not None or not sides or message.sender == served_organization():
            act(side, message, said, now)

    return acts


def _remarked(sides: post.Sides, message: Message, said: Said, now: datetime) -> None:
    """Either side writes; where both are ours, the message says whom it is for."""
    order, claim = _of(Order, sides), _of(Claim, sides)
    if claim is not None and (order is None or said.text("to") == remarks.TO_PHARMACY):
        arriving.remark(claim, message, said, now)
    elif order is not None:
        from_pharmacies.remark(order, message, said, now)


def _of(table: type, sides: post.Sides) -> Order | Claim | None:
    return next((each for each in sides if isinstance(each, table)), None)


ACTS = (
    {kind: _for(Order, act) for kind, act in from_pharmacies.ACTS.items()}
    | {kind: _for(Claim, act) for kind, act in arriving.ACTS.items()}
    | {
        "pharmacy.remark": _remarked,
        "pharmacy.order": _begins(Claim, arriving.ORDER),
        "pharmacy.claim": _begins(Order, from_pharmacies.CLAIM),
    }
)


def our_sides(sender: UUID, thread: UUID) -> list[Order | Claim]:
    """Return what this organization keeps of a thread, locked."""
    claims = Claim.objects.select_for_update().filter(issuer=sender, thread=thread)
    orders = Order.objects.select_for_update().filter(pharmacy=sender, thread=thread)
    return [*claims, *orders]


@listens_to(MessageArrived)
def hear(fact: MessageArrived, *, now: datetime) -> None:
    if fact.kind.startswith(OURS):
        post.hear(fact.message, ACTS, our_sides, now)


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
