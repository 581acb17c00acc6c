"""Hand out: stock, the pharmacy's record, and what whoever prescribed is told, all in one transaction or none of it."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.medications import document, medicine_document
from telepraxis.care.medications.labelling import closed_like
from telepraxis.commons.inventory import issuing
from telepraxis.commons.inventory.locks import hold_items
from telepraxis.commons.inventory.models import Reservation
from telepraxis.commons.inventory.picking import today_in
from telepraxis.registry.formulary import reading as formulary
from telepraxis.registry.formulary.medicine import Medicine

from . import paying, post, witnessing
from .bench import digest_of, require_same
from .claims import locked, settle
from .events import HandedOut
from .models import Claim, ClaimLine, Handout
from .permissions import may_dispense
from .plan_pricing import parts_of
from .refusals import CancelAsked, KeyUsed, NotSo, NotYet, Over, ReasonNeeded, TooMuch, WrongCode
from .stocking import OWED_FOR, medicine_of, reference_of
from .witnessing import Seen, Witnessed

State = ClaimLine.State
TRIES = 5
OF_A_HANDOUT = "handout:"  # how the key of what was issued for one begins
LONGEST = 1000  # signs of a note on what was explained


@dataclass(frozen=True)
class Counter:
    """How it was handed out: by whom, before whom, on which code or for which reason without."""

    key: str
    with_code: bool
    without_code_why: str
    counsel: str | None  # None: nothing was explained; "": it was, and nothing is noted of it
    witness: Witnessed


def hand_over(
    *,
    claim: UUID,
    code: str = "",
    why_without_code: str = "",
    owes_why: str = "",
    quantities: Mapping[UUID, Decimal] | None = None,
    counsel: bool = False,
    counsel_note: str = "",
    witness: Seen | None = None,
    key: str,
    by: Actor,
    now: datetime,
) -> list[Handout]:
    """Hand out what is ready, to whoever says the pickup code or is known for another reason; once for each key.

    `quantities` says how much of which line (ClaimLine), 0 of what stays; without it all that was picked. What is less
    than was prescribed is owed, and the line stays claimed. `owes_why`: why it goes out though it is not paid.
    `counsel`: it was explained, and `counsel_note` says what, which stands in the MedicationDispense; `witness`: a
    colleague who sees it, needed where a line is controlled.

    :raises NotPaid: a sum is still to be paid, and nobody says why it may wait.
    :raises WitnessNeeded: or NoWitness: nobody, or the wrong one, sees what is controlled.
    :raises WrongCode: five tries, then a reason is needed. :raises ReasonNeeded: neither code nor reason.
    :raises CancelAsked: or NotYet, or Over, or NotSo, or TooMuch: nothing was handed out. :raises KeyUsed: another's.
    :raises Expired: or Recalled, or Quarantined, or NotEnough: of the lots in the tray; pick again.
    :raises ListedAnew: the catalogue now lists another medicine under the code of what was picked.
    """
    with transaction.atomic():
        row = locked(claim)
        may_dispense.require(by, row.patient_id)
        if done := _done_before(row, key):
            return done
        if row.state not in (Claim.State.READY, Claim.State.OUT, Claim.State.WAITING, Claim.State.CHANGED):
            raise NotSo(_("Nothing of this is ready to be handed out."))
        refused = _tried(row, code) if code.strip() else None
        if refused is None:
            said = counsel_note.strip()[:LONGEST]
            told = said if counsel or said else None
            paying.let_go_unpaid(row, owes_why, by, now)
            return _over_the_counter(row, code, why_without_code, quantities, told, witness, key, by, now)
        audit.wrote(by, "pharmacy.wrong_code", patient=row.patient_id, entity=("Claim", row.id))
    raise refused  # outside, so that the try counts though nothing was done


def _done_before(claim: Claim, key: str) -> list[Handout]:
    """Return what was done with this key. :raises KeyUsed: something else was."""
    done = list(Handout.objects.filter(key=key).select_related("claim_line").order_by("claim_line__position"))
    if any(each.claim_line.claim_id != claim.id for each in done):
        raise KeyUsed
    return done


def _tried(claim: Claim, code: str) -> WrongCode | None:
    """Count a wrong code; None where it is the right one."""
    if claim.code_tries < TRIES and hmac.compare_digest(claim.pickup_code, digest_of(claim, code)):
        return None
    claim.code_tries = min(claim.code_tries + 1, TRIES)
    claim.save(update_fields=["code_tries"])
    return WrongCode(TRIES - claim.code_tries)


def _over_the_counter(
    claim: Claim, code: str, why: str, quantities: Mapping[UUID, Decimal] | None, counsel: str | None,
    witness: Seen | None, key: str, by: Actor, now: datetime,
) -> list[Handout]:  # fmt: skip
    if not code.strip() and not why.strip():
        raise ReasonNeeded
    lines = _chosen(claim, quantities, now)
    who = witnessing.witnessed([line for line, _much in lines], witness, witnessing.before(claim), by)
    how = Counter(key, bool(code.strip()), "" if code.strip() else why.strip()[:200], counsel, who)
    hold_items({line.item_id for line, _much in lines})
    done = [_handed_out(claim, line, much, how, by, now) for line, much in lines]
    if any(line.state == State.OWED for line, _much in lines):
        claim.kept_until = max(claim.kept_until or now, now + OWED_FOR)
    settle(claim, now)
    _tell(claim, done, by, now)
    return done


def _chosen(claim: Claim, quantities: Mapping[UUID, Decimal] | None, now: datetime) -> list[tuple[ClaimLine, Decimal]]:
    """Return what is handed out of which line. :raises NotSo: nothing of it is ready."""
    ready = {line.id: line for line in claim.lines.select_related("document", "item") if line.state == State.READY}
    wanted = {id: line.in_tray for id, line in ready.items()} if quantities is None else dict(quantities)
    chosen = []
    for id, much in wanted.items():
        line = ready.get(id)
        if line is None or much < 0 or much != round(much, 3):
            raise NotSo(_("Nothing of this is ready to be handed out."))
        if much:
            _refuse(line, much, claim, now)
            chosen.append((line, much))
    if not chosen:
        raise NotSo(_("Nothing of this is ready to be handed out."))
    return sorted(chosen, key=lambda each: each[0].position)


def _refuse(line: ClaimLine, much: Decimal, claim: Claim, now: datetime) -> None:
    if line.cancel_asked_at is not None:
        raise CancelAsked
    if line.leaving_why and claim.state != Claim.State.OUT:
        raise NotSo(_("The patient has withdrawn this."))
    if line.valid_until is not None and now >= line.valid_until:
        raise Over
    if line.not_before is not None and today_in(claim.organization_id, now) < line.not_before:
        raise NotYet(line.not_before)
    if much > min(line.owed, line.in_tray):
        raise TooMuch(min(line.owed, line.in_tray))
    require_same(line, line.item)


def _handed_out(claim: Claim, line: ClaimLine, much: Decimal, how: Counter, by: Actor, now: datetime) -> Handout:
    made = Handout(id=uuid7(), organization_id=claim.organization_id, claim_line=line, patient_id=claim.patient_id)
    lots = _issued(line, much, made.id, by, now)
    made.paid_minor, made.covered_minor = parts_of(line, much)
    made.plan_id, made.currency = (claim.plan_id if made.covered_minor else None), line.currency
    line.handed_out += much
    line.picked, line.changed_at = [], now
    line.state = State.HANDED_OUT if line.owed == 0 else State.OWED
    if line.state == State.HANDED_OUT:
        line.reservation = None
    made.key, made.quantity, made.item_id, made.lots, made.at = how.key, much, line.item_id, lots, now
    made.is_last = line.state == State.HANDED_OUT
    made.pharmacist, made.pharmacist_account = by.name[:200], by.account_id
    made.witness_account, made.witness, made.witness_by = how.witness.account, how.witness.name, how.witness.by
    made.without_witness = how.witness.alone and bool(line.schedule)
    made.was_counselled, made.code_was_given, made.without_code_why = (
        how.counsel is not None,
        how.with_code,
        how.without_code_why,
    )
    doc = closed_like(_document(line, made, how.counsel or "", by), line.document)
    made.document = record.write("MedicationDispense", doc, by=by, now=now)
    line.save()
    made.save(force_insert=True)
    audit.wrote(by, "pharmacy.handed_out", patient=claim.patient_id, entity=("Handout", made.id))
    tell(HandedOut(claim=claim.id, claim_line=line.id, handout=made.id, patient=claim.patient_id, at=now))
    return made


def _issued(line: ClaimLine, much: Decimal, handout: UUID, by: Actor, now: datetime) -> list[dict]:
    """Take it from the lots in the tray, in the order in which they were picked; return what came from which."""
    left, lots = much, []
    for number, each in enumerate(line.picked):
        part = min(left, Decimal(each["quantity"]))
        if part <= 0:
            continue
        issued = issuing.issue(
            item=line.item_id, quantity=part, lot=UUID(each["lot"]), reference=reference_of(line),
            reservation=_reservation(line, part, now), key=f"{OF_A_HANDOUT}{handout}:{number}", by=by, now=now,
        )  # fmt: skip
        left -= part
        lots += [
            {
                "lot": str(one.lot.id), "number": one.lot.number, "quantity": f"{one.quantity.normalize():f}",
                "expires_on": one.lot.expires_on.isoformat() if one.lot.expires_on else "", "place": one.place.name,
            }
            for one in issued.taken
        ]  # fmt: skip
    return lots


def _reservation(line: ClaimLine, part: Decimal, now: datetime) -> UUID | None:
    """Return what is kept for the line, while it is kept: its time may be over though the box lies in the tray."""
    row = Reservation.objects.filter(pk=line.reservation_id).first() if line.reservation_id else None
    return row.id if row is not None and row.ended_at is None and row.until > now and row.left >= part else None


def _document(line: ClaimLine, made: Handout, counsel: str, by: Actor) -> dict:
    """Return the MedicationDispense (http://hl7.org/fhir/R4/medicationdispense.html)."""
    request = record.content_of(line.document)
    given = given_medicine(line)
    doc = document.dispense(
        request=line.document.logical_id, doc=request,
        medicine=medicine_document.concept(given) if given else request["medicationCodeableConcept"],
        quantity=made.quantity, unit=line.item.counted_in, pharmacy=by.name, reference=str(made.id), at=made.at,
    )  # fmt: skip
    said = {
        "id": str(uuid7()),
        "dosageInstruction": request.get("dosageInstruction"),
        "note": [{"text": each} for each in (_lots_in_words(made), counsel) if each],
        "substitution": {"wasSubstituted": line.is_substituted},
    }
    doc = doc | {name: value for name, value in said.items() if value}
    return medicine_document.put_in(doc, given) if given else doc


def _lots_in_words(made: Handout) -> str:
    return "; ".join(f"{each['number']}: {each['quantity']}" for each in made.lots)


def given_medicine(line: ClaimLine) -> Medicine | None:
    """Return what is given: the item's medicine where it was substituted, else what was prescribed."""
    if line.is_substituted and line.item.code:
        found = formulary.by_code(line.item.system, line.item.code)
        return found or medicine_of(line)
    return medicine_of(line)


def _tell(claim: Claim, done: list[Handout], by: Actor, now: datetime) -> None:
    lines, documents = [], []
    for each in done:
        doc = record.content_of(each.document)
        lines.append(
            {
                "line": each.claim_line.line, "reference": each.id, "quantity": each.quantity, "at": each.at,
                "last": "yes" if each.is_last else "no", "dispense": doc["id"],
            }
        )  # fmt: skip
        documents.append({name: value for name, value in doc.items() if name not in ("meta", "subject")})
    post.send("pharmacy.handed_out", claim, lines=lines, documents=documents, by=by, now=now)
