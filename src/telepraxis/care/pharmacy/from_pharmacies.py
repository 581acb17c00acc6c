"""What pharmacies say, heard where it was prescribed. A pharmacy touches only what stands in its own order."""

from datetime import datetime

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Resource
from telepraxis.care.medications import asking, handing_out, medicine_document, request_document
from telepraxis.care.medications.models import Fill
from telepraxis.care.medications.refusals import NotSo as NotSoThere
from telepraxis.commons.mailbox.reading import Message
from telepraxis.registry.patients.identity import uids_of

from . import enclosed, post, remarks
from .bodies import LineSaid, NotUnderstood, Said
from .granting import claim_heard
from .leaving import free, free_followers
from .models import Delivery, For, Order, OrderLine, Origin, PlanSays, Why
from .orders import for_pharmacy, settle

State = OrderLine.State
SAID = {
    "changed": State.CHANGED,
    "kept": State.KEPT,
    "missing": State.MISSING,
    "ready": State.READY,
    "owed": State.OWED,
}
WHYS = (Why.REFUSED, Why.GIVEN_BACK, Why.NOT_PICKED_UP, Why.WITHDRAWN, Why.MOVED, Why.OVER)


def told(order: Order, message: Message, said: Said, now: datetime) -> None:
    """How far each line is, and what it costs; codes and times beside it."""
    mine = {each.line_id: each for each in order.lines.all()}
    currency = said.text("currency", 3)
    is_other = bool(order.currency and currency and currency != order.currency)
    freed = False
    for each in said.lines:
        line = mine.get(each.line)
        if line is not None and line.is_open and each.text("state") in SAID:
            freed |= _moved_on(order, line, each, is_other, now)
    order.currency = currency or order.currency
    order.kept_until = said.time("kept-until") or order.kept_until
    _code_came(order, said, now)
    order.pay_path = said.page("pay") or order.pay_path
    codes = ("pickup_code", "recode_asked_at", "recoded_at", "recoded_for")
    order.save(update_fields=["currency", "kept_until", "pay_path", *codes])
    _settled(order, freed, now)


def _code_came(order: Order, said: Said, now: datetime) -> None:
    """Keep the pickup code; another one than before says at whose wish it is."""
    if not (code := said.text("code", 8)):
        return
    order.pickup_code, order.recode_asked_at = code, None
    whose = said.text("recoded-for") if said.text("recoded-for") in For.values else ""
    order.recoded_at, order.recoded_for = now if whose else None, whose


def _moved_on(order: Order, line: OrderLine, said: LineSaid, is_other_currency: bool, now: datetime) -> bool:
    """Note how far a line is; return whether it left. A higher price than was agreed is never taken as agreed."""
    state, price = SAID[said.text("state")], said.minor("price")
    if state == State.MISSING and line.leaving_at is not None:
        free(order, line, line.leaving_why, now)
        return True
    if price is not None:
        fits = line.agreed_minor is not None and price <= line.agreed_minor and not is_other_currency
        if fits or order.origin == Origin.COUNTER:
            line.agreed_minor = price
        elif state != State.MISSING:
            state = State.CHANGED
        line.asked_minor, line.covered_minor = price, said.minor("covered") or 0
        line.plan_says = said.text("plan") if said.text("plan") in PlanSays.values else ""
    line.state, line.changed_at = state, now
    line.save(
        update_fields=["state", "agreed_minor", "asked_minor", "covered_minor", "plan_says", "changed_at"]
    )  # fmt: skip
    return False


def released(order: Order, message: Message, said: Said, now: datetime) -> None:
    """The pharmacy gives lines back: whoever waits for them may have them."""
    mine, why = {each.line_id: each for each in order.lines.all()}, said.text("why", 16)
    why = why if why in WHYS else Why.GIVEN_BACK
    lines = [line for each in said.lines if (line := mine.get(each.line)) is not None and line.is_open]
    for line in lines:
        free(order, line, line.leaving_why or why, now)
    if why == Why.REFUSED and len(lines) == len(mine):
        order.why = why
    _settled(order, bool(lines), now)


def handed_out(order: Order, message: Message, said: Said, now: datetime) -> None:
    """What went over the counter is written into the chart, whatever was asked meanwhile: the patient has it."""
    mine = {each.line_id: each for each in order.lines.select_related("document")}
    for each in said.lines:
        line, quantity = mine.get(each.line), each.amount("quantity")
        reference = each.text("reference")[:100]
        if line is None or not quantity or not reference or line.state == State.HELD:
            continue
        if not Fill.objects.filter(line=line.line_id, reference=reference).exists():
            _note(order, line, each, said, now)
    _settled(order, True, now)


def _note(order: Order, line: OrderLine, each: LineSaid, said: Said, now: datetime) -> None:
    row = type(line.line).objects.select_related("document").get(pk=line.line_id)
    quantity, at = each.amount("quantity"), min(each.time("at") or now, now)
    doc = said.document("MedicationDispense", each.text("dispense")) or {}
    supply = enclosed.quantity_of(_content(row))
    is_last = each.text("last") == "yes"
    is_whole = is_last and (supply is None or row.part_given + quantity >= supply)
    handing_out.hand_out(
        line=line.line_id, reference=each.text("reference")[:100], pharmacy=order.pharmacy_name, quantity=quantity,
        medicine=medicine_document.read(doc), at=at, is_last=is_whole, has_happened=True,
        dispense=_of_our_own(order, each), by=for_pharmacy(order), now=now,
    )  # fmt: skip
    line.handed_out = min(line.handed_out + quantity, line.quantity)
    if is_last and line.is_open:
        if not is_whole:  # less was ordered than was prescribed: the rest may be had elsewhere
            free(order, line, "", now)
        line.state, line.why, line.leaving_at, line.leaving_why = State.HANDED_OUT, "", None, ""
    elif line.is_open:
        line.state = State.OWED
    line.changed_at = now
    line.save()


def _of_our_own(order: Order, each: LineSaid) -> record.Stored | None:
    """Return what our own pharmacy has written into the same record; None of any other, which keeps its own."""
    if order.pharmacy != order.organization_id:
        return None
    return Resource.objects.filter(
        type="MedicationDispense", logical_id=each.text("dispense"), patient_id__in=uids_of(order.patient_id)
    ).first()


def _content(row) -> dict:
    return record.content_of(row.document)


def _money_back(line: OrderLine, each: LineSaid, now: datetime) -> None:
    """Note what of the price is the patient's again, in all for the line; or why it is not."""
    back = each.minor("money-back") or 0
    line.back_minor = max(line.back_minor, min(back, line.agreed_minor or 0))
    line.no_money_why = each.text("money-why")[:300]
    line.changed_at = now
    line.save(update_fields=["back_minor", "no_money_why", "changed_at"])


def returned(order: Order, message: Message, said: Said, now: datetime) -> None:
    """Something came back to the pharmacy: the chart says so beside what was handed out."""
    mine = {each.line_id: each for each in order.lines.all()}
    for each in said.lines:
        if each.line in mine and (quantity := each.amount("quantity")):
            handing_out.came_back(
                line=each.line, reference=each.text("reference")[:100], quantity=quantity, back=each.text("back")[:100],
                at=min(each.time("at") or now, now), by=for_pharmacy(order), now=now,
            )  # fmt: skip
            _money_back(mine[each.line], each, now)
    settle(order, now)


def change_asked(order: Order, message: Message, said: Said, now: datetime) -> None:
    """The pharmacist asks for another product, or about a dose: it waits for the prescriber with everything else."""
    mine = {each.line_id: each for each in order.lines.all()}
    by = for_pharmacy(order)
    for each in said.lines:
        line = mine.get(each.line)
        task = next(iter(said.of_type("Task")), {})
        if line is None or not line.is_open:
            continue
        try:
            options = request_document.options_in(task)
        except (KeyError, TypeError, AttributeError, ArithmeticError) as fault:
            raise NotUnderstood(str(fault)) from fault
        what, reference = each.text("what"), each.text("reference")[:100]
        try:
            asking.ask_change(
                line=line.line_id, what=what, words=request_document.words_in(task), options=options,
                reference=reference, by=by, now=now,
            )  # fmt: skip
        except NotSoThere as reason:
            answer = {"line": line.line_id, "what": what, "state": "denied", "words": str(reason)}
            post.send("pharmacy.answer", order, lines=[answer], by=by, now=now)


def paid(order: Order, message: Message, said: Said, now: datetime) -> None:
    """So much has come in all for this order."""
    order.paid_minor = said.minor("paid") or 0
    order.paid_at = min(said.time("at") or now, now) if order.paid_minor else None
    order.save(update_fields=["paid_minor", "paid_at"])
    settle(order, now)


def delivery(order: Order, message: Message, said: Said, now: datetime) -> None:
    """A step on the way to the patient's door."""
    if said.text("step") in Delivery.Step.values:
        order.delivery_step = said.text("step")
        order.save(update_fields=["delivery_step"])
        settle(order, now)


def remark(order: Order, message: Message, said: Said, now: datetime) -> None:
    remarks.came(order=order, message=message, said=said, now=now)


def _settled(order: Order, freed: bool, now: datetime) -> None:
    settle(order, now)
    if freed:
        free_followers(order, Actor.system(order.organization_id), now)
    audit.wrote(for_pharmacy(order), "pharmacy.told", patient=order.patient_id, entity=("Order", order.id))


ACTS = {
    "pharmacy.accepted": told,
    "pharmacy.told": told,
    "pharmacy.released": released,
    "pharmacy.handed_out": handed_out,
    "pharmacy.returned": returned,
    "pharmacy.change_asked": change_asked,
    "pharmacy.paid": paid,
    "pharmacy.delivery": delivery,
}
CLAIM = claim_heard
