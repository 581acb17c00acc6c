"""Lines that leave a pharmacy: free at once where it has none of it, else when it says that it let them go.

Whoever calls this sees everything: what is closed to them leaves with the rest.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.care.medications import handing_out
from telepraxis.care.medications.refusals import NotSo as NotSoThere

from . import post
from .models import Order, OrderLine, Why
from .orders import ask_for, for_pharmacy, locked, settle
from .refusals import NotSo

State = OrderLine.State
ENDS = {Why.MOVED: State.MOVED, Why.NOT_PICKED_UP: State.NOT_PICKED_UP}


def chosen(order: Order, lines: Sequence[UUID] | None) -> list[OrderLine]:
    """Return these lines of a locked order, or all that are open. :raises NotSo: one is not open, or none is."""
    found = [each for each in order.lines.all() if (each.is_open or each.state == State.HELD) and not each.leaving_at]
    if lines is not None:
        found = [each for each in found if each.id in set(lines)]
    if not found or (lines is not None and len(found) < len(set(lines))):
        raise NotSo(_("Nothing of this can be let go any more."))
    return found


def leave(order: Order, lines: list[OrderLine], why: str, by: Actor, now: datetime) -> None:
    """Free these lines of a locked order, or ask the pharmacy to let them go."""
    was_sent = order.state != Order.State.HELD
    for each in lines:
        if each.state == State.HELD:
            end(each, why, now)
        elif each.state == State.MISSING or not was_sent:
            free(order, each, why, now)
        else:
            each.leaving_at, each.leaving_why = now, why
            each.save(update_fields=["leaving_at", "leaving_why"])
    if was_sent:
        said = [{"line": each.line_id, "why": why} for each in lines]
        post.send("pharmacy.withdrawn", order, lines=said, by=by, now=now)


def free(order: Order, line: OrderLine, why: str, now: datetime) -> None:
    """End a line of a locked order, and let another pharmacy have what is left of it."""
    try:
        with transaction.atomic():
            handing_out.release(line=line.line_id, reference=str(order.id), by=for_pharmacy(order), now=now)
    except NotSoThere:
        pass  # it ended meanwhile: nobody has it any more
    end(line, why, now)


def end(line: OrderLine, why: str, now: datetime) -> None:
    """End a line, as what it was asked to leave for."""
    why = line.leaving_why or why
    line.state, line.why, line.changed_at = ENDS.get(why, State.CANCELLED), why, now
    line.save(update_fields=["state", "why", "changed_at"])


def follow(new: Order, going: list[OrderLine], promised: dict[UUID, int], now: datetime) -> None:
    """Put lines that leave another order into a new one, held until they are free."""
    for position, each in enumerate(going, 1):
        price = promised.get(each.id)
        OrderLine.objects.create(
            organization_id=new.organization_id, order=new, patient_id=new.patient_id, line_id=each.line_id,
            document_id=each.document_id, position=position, quantity=each.quantity - each.handed_out,
            promised_minor=price, agreed_minor=price, state=State.HELD, changed_at=now,
        )  # fmt: skip


def send_if_free(order: Order, by: Actor, now: datetime) -> None:
    """Claim the lines of a held order that are free now; with the last one it is sent."""
    held = list(order.lines.filter(state=State.HELD))
    left = {each.line_id: each for each in OrderLine.objects.filter(order_id=order.after_id)}
    for each in held:
        before = left[each.line_id]
        if before.is_open:
            continue
        rest = before.quantity - before.handed_out
        try:
            if before.state == State.HANDED_OUT or rest <= 0:
                raise NotSoThere
            with transaction.atomic():
                handing_out.claim(
                    line=each.line_id, pharmacy=order.pharmacy_name, reference=str(order.id), by=for_pharmacy(order),
                    now=now,
                )  # fmt: skip
        except (NotSoThere, handing_out.AlreadyClaimed):
            end(each, Why.ELSEWHERE if rest <= 0 else Why.OVER, now)
        else:
            each.state, each.quantity, each.changed_at = State.ASKED, Decimal(rest), now
            each.save(update_fields=["state", "quantity", "changed_at"])
    settle(order, now)
    states = set(order.lines.values_list("state", flat=True))
    if State.HELD not in states and State.ASKED in states and order.ended_at is None:
        ask_for(order, by, now)
    audit.wrote(by, "pharmacy.ordered", patient=order.patient_id, entity=("Order", order.id))


def free_followers(order: Order, by: Actor, now: datetime) -> None:
    """Look again at what waits for lines of this order."""
    for waiting in Order.objects.filter(after=order, state=Order.State.HELD).values_list("id", flat=True):
        send_if_free(locked(waiting), by, now)
