"""What whoever prescribed says, heard at the pharmacy: orders, answers, what is withdrawn."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7
from telepraxis.commons.mailbox.reading import Message

from . import asking, copies, customers, giving_back, plan_pricing, post, recoding, remarks
from .bodies import LineSaid, NotUnderstood, Said, read_id
from .claims import settle, tell_issuer
from .models import Claim, ClaimLine, How, Origin, Why
from .stocking import kept_until, take_on

State, LineState = Claim.State, ClaimLine.State


def ordered(claim: Claim | None, message: Message, said: Said, now: datetime) -> Claim | None:
    """A patient has ordered: keep what is there, at the price that was promised, and say what is not."""
    if claim is not None:
        return claim
    by = Actor.system(tenancy.served_organization())
    try:
        with transaction.atomic():
            patient = customers.known(message.sender, _patient(said), by, now)
            return _taken_on(message, said, patient, by, now)
    except NotUnderstood:
        fields, lines = {"why": Why.REFUSED}, [{"line": each.line} for each in said.lines]
        post.write(
            "pharmacy.released", to=message.sender, thread=message.thread, fields=fields, lines=lines, by=by, now=now
        )
        return None


def _taken_on(message: Message, said: Said, patient: UUID, by: Actor, now: datetime) -> Claim:
    claim = Claim(
        id=uuid7(), organization_id=by.organization_id, issuer=message.sender, issuer_name=message.sender_name,
        prescription_number=said.text("number", 16), origin=Origin.ORDER, patient_id=patient, how=_how(said),
        address=said.text("address"), language=said.text("language", 16) or "en", wanted_at=said.time("wanted-at"),
        currency=said.text("currency", 3), delivery_fee_minor=said.minor("delivery-fee") or 0, state=State.WAITING,
        thread=message.thread, asked_at=now, asked_by=message.sender_name, granted_at=now,
        order_page=said.page("order-page"),
    )  # fmt: skip
    claim.kept_until = kept_until(claim, now)
    claim.save(force_insert=True)
    lines = copies.put_in(claim, said, list(said.lines), now)
    if not lines:
        raise NotUnderstood("Nothing is ordered.")
    plan_pricing.take_in(claim, said, by, now)
    audit.wrote(by, "pharmacy.arrived", patient=patient, entity=("Claim", claim.id))
    take_on(claim, lines, by, now)
    settle(claim, now)
    tell_issuer(claim, by, now, kind="pharmacy.accepted")
    return claim


def _patient(said: Said) -> dict:
    found = said.document("Patient", said.text("patient", 64))
    if found is None:
        raise NotUnderstood("The message says of nobody who it is for.")
    return found


def _how(said: Said) -> str:
    return How.DELIVERY if said.text("how") == How.DELIVERY and said.text("address") else How.PICKUP


def answered(claim: Claim, message: Message, said: Said, now: datetime) -> None:
    """The issuer has granted a claim, or refused it with the reason; or some of its lines."""
    by = Actor.system(claim.organization_id)
    refused = {each.line: each.text("refused") for each in said.lines if each.text("refused")}
    granted = [each for each in said.lines if each.line not in refused]
    try:
        with transaction.atomic():
            lines = _granted(claim, said, granted, by, now)
    except NotUnderstood:
        claim.refresh_from_db()
        post.send("pharmacy.released", claim, fields={"why": Why.GIVEN_BACK},
                  lines=[{"line": each.line} for each in granted], by=by, now=now)  # fmt: skip
        lines, refused = [], refused | {each.line: "" for each in granted}
    claim.refused_why = (said.text("why") or next(iter(refused.values()), ""))[:300]
    for line in claim.lines.filter(state=LineState.ASKED, line__in=refused):
        giving_back.end(line, Why.ELSEWHERE, by, now)
    if lines:
        take_on(claim, lines, by, now)
    elif claim.granted_at is None:
        claim.state, claim.ended_at = State.REFUSED, now
    audit.wrote(by, "pharmacy.answered", patient=claim.patient_id, entity=("Claim", claim.id))
    settle(claim, now)
    if lines:
        tell_issuer(claim, by, now)


def _granted(claim: Claim, said: Said, granted: list[LineSaid], by: Actor, now: datetime) -> list[ClaimLine]:
    """Return the lines that may be made ready now, with their documents."""
    if not granted:
        return []
    if claim.patient_id is None:
        claim.patient_id = customers.known(claim.issuer, _patient(said), by, now)
    claim.prescription_number = said.text("number", 16) or claim.prescription_number
    claim.language = said.text("language", 16) or claim.language
    claim.order_page = said.page("order-page") or claim.order_page
    claim.granted_at = claim.granted_at or now
    claim.kept_until = kept_until(claim, now)
    claim.save()
    lines = copies.put_in(claim, said, granted, now)
    return [each for each in lines if each._state.adding or each.state == LineState.ASKED]


def agreed(claim: Claim, message: Message, said: Said, now: datetime) -> None:
    """The patient has said yes to the price."""
    by, prices = Actor.system(claim.organization_id), {each.line: each.minor("price") for each in said.lines}
    for line in claim.lines.filter(state=LineState.CHANGED, line__in=prices):
        price = prices[line.line]
        if price is not None and line.price_minor is not None and line.price_minor <= price:
            line.promised_minor, line.state, line.changed_at = price, LineState.WAITING, now
            line.save(update_fields=["promised_minor", "state", "changed_at"])
    audit.wrote(by, "pharmacy.agreed", patient=claim.patient_id, entity=("Claim", claim.id))
    settle(claim, now)
    tell_issuer(claim, by, now)


def withdrawn(claim: Claim, message: Message, said: Said, now: datetime) -> None:
    """The patient wants lines back: what was not handed out yet is let go. What is on its way comes back first."""
    by, whys = Actor.system(claim.organization_id), {each.line: each.text("why") for each in said.lines}
    lines = [each for each in claim.lines.all() if each.line in whys and each.is_open]
    for line in lines:
        line.leaving_why = whys[line.line] if whys[line.line] in Why.values else Why.WITHDRAWN
        line.save(update_fields=["leaving_why"])
    audit.wrote(by, "pharmacy.withdrawn_here", patient=claim.patient_id, entity=("Claim", claim.id))
    if claim.state != State.OUT:
        giving_back.let_leave(claim, by, now)


def prescriber_answered(claim: Claim, message: Message, said: Said, now: datetime) -> None:
    """The prescriber has answered what the pharmacist asked; a new line may have taken the old one's place."""
    by = Actor.system(claim.organization_id)
    for each in said.lines:
        if each.text("what") == "cancel":
            claim.lines.filter(line=each.line).update(cancel_asked_at=None)
        elif each.text("what"):
            asking.answered(claim, each, said, by, now)
    new = [each for each in said.lines if each.text("request")]
    lines = copies.put_in(claim, said, new, now)
    for row in lines:
        before = claim.lines.filter(line=said_before(said, row.line)).first()
        row.promised_minor = before.price_minor if before and before.state != LineState.MISSING else row.promised_minor
        if before is not None and before.is_open:
            giving_back.end(before, Why.REPLACED, by, now)
    if lines:
        take_on(claim, lines, by, now)
    audit.wrote(by, "pharmacy.answered", patient=claim.patient_id, entity=("Claim", claim.id))
    settle(claim, now)
    if lines:
        tell_issuer(claim, by, now)


def said_before(said: Said, line: UUID) -> UUID | None:
    """Return which line a new one takes the place of."""
    for each in said.lines:
        if each.line == line and each.text("instead-of"):
            return read_id(each.text("instead-of"))
    return None


def cancel_asked(claim: Claim, message: Message, said: Said, now: datetime) -> None:
    """The prescriber wants lines back: nobody hands them out any more, and the pharmacist confirms it."""
    by = Actor.system(claim.organization_id)
    wanted = [each.line for each in said.lines]
    for line in claim.lines.filter(line__in=wanted, cancel_asked_at=None):
        if line.is_open:
            line.cancel_asked_at, line.changed_at = now, now
            line.save(update_fields=["cancel_asked_at", "changed_at"])
    if words := said.text("words", 1000):
        remarks.keep(claim=claim, words=words, author=message.sender_name, message=message.message, by=by, now=now)
    audit.wrote(by, "pharmacy.cancel_asked", patient=claim.patient_id, entity=("Claim", claim.id))
    settle(claim, now)


def remark(claim: Claim, message: Message, said: Said, now: datetime) -> None:
    remarks.came(claim=claim, message=message, said=said, now=now)


ACTS = {
    "pharmacy.claim_answer": answered,
    "pharmacy.agreed": agreed,
    "pharmacy.withdrawn": withdrawn,
    "pharmacy.answer": prescriber_answered,
    "pharmacy.cancel_asked": cancel_asked,
    "pharmacy.code_wanted": recoding.wanted,
}
ORDER = ordered
