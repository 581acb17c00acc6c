"""What happens to a prescription after it was ordered, told to the pharmacy that is getting it ready."""

from datetime import datetime
from uuid import UUID

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Resource
from telepraxis.care.medications import asking, handing_out, request_document
from telepraxis.care.medications.models import PrescribedLine, Request
from telepraxis.care.medications.refusals import NotSo as NotSoThere

from . import leaving, post
from .models import Order, OrderLine, Why
from .ordering import quantity_for
from .orders import enclosed_of, for_pharmacy, locked, patient_id, settle
from .refusals import NothingOrdered

State = OrderLine.State


def cancel_asked(*, request: UUID, now: datetime) -> None:
    """The prescriber wants a line back that a pharmacy is getting ready: ask it."""
    asked = Request.objects.select_related("document").get(pk=request)
    if (found := _open_line(asked.line_id)) is None or asked.state != Request.State.ASKED:
        return
    order, line = found
    words = request_document.words_in(record.content_of(asked.document))
    by = Actor.system(order.organization_id)
    post.send("pharmacy.cancel_asked", order, fields={"words": words}, lines=[{"line": line.line_id}], by=by, now=now)
    audit.wrote(by, "pharmacy.cancel_asked", patient=order.patient_id, entity=("Order", order.id))


def answered(*, request: UUID, now: datetime) -> None:
    """The prescriber has answered: say it to the pharmacy that asked, with the new line if there is one."""
    asked = Request.objects.select_related("document", "prescription").get(pk=request)
    about_cancel = asked.what == Request.What.CANCEL
    if asked.what not in asking.CHANGES and not (about_cancel and asked.state == Request.State.WITHDRAWN):
        return
    if (found := _open_line(asked.line_id)) is None:
        return
    order, line = found
    by = Actor.system(order.organization_id)
    said = {"line": line.line_id, "what": asked.what, "state": asked.state, "author": asked.answered_by}
    lines, documents = [said | {"words": _words(asked)}], []
    fields = {"number": "", "patient": patient_id(order)}
    if not about_cancel and asked.result_id and (new := _new_line(asked)) is not None:
        fields["number"] = new.prescription.number
        if (row := _taken_in(order, line, new, now)) is not None:
            more, documents = enclosed_of(order, [row])
            lines += [each | {"instead-of": line.line_id} for each in more]
    post.send("pharmacy.answer", order, fields=fields, lines=lines, documents=documents, by=by, now=now)
    audit.wrote(by, "pharmacy.answered", patient=order.patient_id, entity=("Order", order.id))
    settle(order, now)


def ended(*, line: UUID, now: datetime) -> None:
    """A line has ended while a pharmacy was getting it ready: expired, cancelled, handed out elsewhere."""
    if (found := _open_line(line)) is None:
        return
    order, row = found
    leaving.end(row, Why.OVER, now)
    by = Actor.system(order.organization_id)
    said = [{"line": row.line_id, "why": Why.OVER}]
    post.send("pharmacy.withdrawn", order, lines=said, by=by, now=now)
    audit.wrote(by, "pharmacy.withdrawn", patient=order.patient_id, entity=("Order", order.id))
    settle(order, now)
    leaving.free_followers(order, by, now)


def _open_line(line: UUID | None) -> tuple[Order, OrderLine] | None:
    """Return where a line is being made ready, its order locked."""
    found = OrderLine.objects.filter(line_id=line, state__in=OrderLine.OPEN).first() if line else None
    if found is None:
        return None
    order = locked(found.order_id)
    row = OrderLine.objects.get(pk=found.pk)
    return (order, row) if row.is_open else None


def _new_line(asked: Request) -> PrescribedLine | None:
    new = PrescribedLine.objects.filter(prescription_id=asked.result_id, renews_id=asked.line_id)
    return new.select_related("document", "prescription").first()


def _taken_in(order: Order, old: OrderLine, new: PrescribedLine, now: datetime) -> OrderLine | None:
    """Let the new line take the old one's place in the order, at the price that was agreed; a higher one is asked."""
    agreed = old.agreed_minor
    leaving.end(old, Why.REPLACED, now)
    try:
        quantity = quantity_for(new, None)
        handing_out.claim(
            line=new.pk, pharmacy=order.pharmacy_name, reference=str(order.id), by=for_pharmacy(order), now=now
        )
    except (NotSoThere, NothingOrdered, handing_out.AlreadyClaimed):
        return None
    row = OrderLine(
        organization_id=order.organization_id, order=order, patient_id=order.patient_id, line=new,
        document_id=new.document_id, position=order.lines.count() + 1, quantity=quantity, promised_minor=agreed,
        agreed_minor=agreed, changed_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _words(asked: Request) -> str:
    id = request_document.answer_in(record.content_of(asked.document))
    found = Resource.objects.filter(type="Communication", logical_id=id).first() if id else None
    if found is None:
        return ""
    return next((each.get("contentString", "") for each in record.content_of(found).get("payload", [])), "")
