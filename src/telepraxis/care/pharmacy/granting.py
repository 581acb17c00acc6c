"""Answer a pharmacy that asks for lines: a code at its counter, or a line that it told as missing and has found."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.medications.handing_out import AlreadyClaimed, claim
from telepraxis.care.medications.models import PrescribedLine, Prescription
from telepraxis.care.medications.refusals import NotSo as NotSoThere
from telepraxis.care.medications.signing import TOKEN
from telepraxis.commons.mailbox.reading import Message
from telepraxis.registry.signatures import verifying

from . import post
from .bodies import Said
from .models import Order, OrderLine, Origin, Why
from .ordering import quantity_for
from .orders import changed, enclosed_of, for_pharmacy, page_of, patient_id, settle
from .refusals import NothingOrdered

State = OrderLine.State
ANSWER = "pharmacy.claim_answer"


def claim_heard(order: Order | None, message: Message, said: Said, now: datetime) -> Order | None:
    """Grant a pharmacy what nobody else is getting ready, and refuse the rest with the reason."""
    if order is not None:
        return _asked_again(order, said, now)
    by = Actor.system(_served())
    whole, why = _prescription(said.fields.get("token", ""), by, now)
    if whole is None:
        fields = {"state": "refused", "why": why}
        post.write(ANSWER, to=message.sender, thread=message.thread, fields=fields, by=by, now=now)
        return None
    order = Order(
        id=uuid7(), organization_id=by.organization_id, prescription=whole, patient_id=whole.patient_id,
        origin=Origin.COUNTER, pharmacy=message.sender, pharmacy_name=message.sender_name, thread=message.thread,
        state=Order.State.ACCEPTED, key=f"claim:{message.message}", digest="-", placed_at=now,
        placed_by=message.sender_name,
    )  # fmt: skip
    order.save(force_insert=True)
    audit.wrote(for_pharmacy(order), "pharmacy.claimed", patient=order.patient_id, entity=("Order", order.id))
    wanted = {int(each) for each in said.text("positions").split(",") if each.isascii() and each.isdigit()}
    rows = PrescribedLine.objects.filter(prescription=whole).select_related("document").order_by("position")
    refused = _granted(order, [each for each in rows if not wanted or each.position in wanted], now)
    _answer(order, order.lines.all(), refused, by, now)
    if order.lines.exists():
        changed(order, now)
    else:
        order.why = Why.ELSEWHERE
        settle(order, now)
    return order


def _served() -> UUID:
    from telepraxis.base.tenancy import served_organization

    return served_organization()


def _prescription(token: str, by: Actor, now: datetime) -> tuple[Prescription | None, str]:
    """Return the prescription of a code of ours, or why there is none."""
    try:
        verified = verifying.token(token, kind=TOKEN, now=now)
    except verifying.NotAccepted as reason:
        return None, str(reason)
    if verified.organization == by.organization_id:
        found = Prescription.objects.filter(number=str(verified.payload.get("n", "")), token=_bare(token)).first()
        if found is not None:
            return found, ""
    return None, _("This code names no prescription of this practice.")


def _bare(token: str) -> str:
    return "".join(token.split()).rpartition("#")[2]


def _granted(order: Order, rows: Iterable[PrescribedLine], now: datetime) -> list[tuple[PrescribedLine, str]]:
    """Claim these lines for the order; return those that are refused, with why."""
    refused = []
    for row in rows:
        try:
            with transaction.atomic():
                quantity = quantity_for(row, None)
                claim(
                    line=row.pk, pharmacy=order.pharmacy_name, reference=str(order.id), by=for_pharmacy(order), now=now
                )
        except (AlreadyClaimed, NotSoThere, NothingOrdered) as reason:
            refused.append((row, str(reason)))
            continue
        OrderLine.objects.create(
            organization_id=order.organization_id, order=order, patient_id=order.patient_id, line=row,
            document_id=row.document_id, position=row.position, quantity=quantity, state=State.KEPT, changed_at=now,
        )  # fmt: skip
    return refused


def _answer(
    order: Order, granted: Iterable[OrderLine], refused: list[tuple[PrescribedLine, str]], by: Actor, now: datetime
) -> None:
    granted = list(granted)
    lines, documents = enclosed_of(order, [_with_documents(each) for each in granted]) if granted else ([], [])
    lines += [{"line": row.pk, "refused": why} for row, why in refused]
    fields = {
        "state": "granted" if granted else "refused", "why": refused[0][1] if refused else "",
        "number": order.prescription.number, "language": order.prescription.language, "patient": patient_id(order),
        "order-page": page_of(order),
    }  # fmt: skip
    post.send(ANSWER, order, fields=fields, lines=lines, documents=documents, by=by, now=now)


def _with_documents(line: OrderLine) -> OrderLine:
    return OrderLine.objects.select_related("line__prescription", "document").get(pk=line.pk)


def _asked_again(order: Order, said: Said, now: datetime) -> Order:
    """The pharmacy has found what it told as missing: it may have it, unless it left meanwhile."""
    by, mine = Actor.system(order.organization_id), {each.line_id: each for each in order.lines.all()}
    granted, refused = [], []
    for each in said.lines:
        line = mine.get(each.line)
        if line is None:
            continue
        if line.state == State.MISSING and line.leaving_at is None:
            line.state, line.changed_at = State.ASKED, now
            line.save(update_fields=["state", "changed_at"])
            granted.append(line)
        elif line.state != State.ASKED:
            refused.append((PrescribedLine.objects.get(pk=line.line_id), line.get_state_display()))
    audit.wrote(for_pharmacy(order), "pharmacy.claimed", patient=order.patient_id, entity=("Order", order.id))
    if granted or refused:
        _answer(order, granted, refused, by, now)
        settle(order, now)
    return order
