"""Get a claim ready: look at it as a pharmacist, choose what it is given from, pick the boxes, say that it is ready."""

import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.commons.inventory import scanning, stock
from telepraxis.commons.inventory.locks import hold_items
from telepraxis.commons.inventory.models import Balance, Item, Lot
from telepraxis.commons.inventory.picking import NotEnough, require_fit, today_in
from telepraxis.registry.formulary import reading as formulary
from telepraxis.registry.formulary import sameness

from . import claiming, remarks
from .claims import locked, locked_line, settle, tell_issuer
from .models import Claim, ClaimLine, Why
from .permissions import may_dispense
from .refusals import CancelAsked, ListedAnew, NotSo, NotTheSame, TooMuch, WrongBox
from .stocking import LONGEST_AHEAD, let_go, medicine_of, reserve, settle_price

State = ClaimLine.State
AT_LEAST = timedelta(days=2)  # to come and get it, from when it is ready
CODE_LENGTH = 6


@transaction.atomic
def check(*, claim_line: UUID, note: str = "", by: Actor, now: datetime) -> ClaimLine:
    """Say as a pharmacist that a line was looked at and may be picked; `note` is kept with the pharmacy's copy; where
    the prescriber's own document is at hand, it is said beside that.

    :raises NotSo: it waits for something else. :raises CancelAsked: the prescriber wants it back.
    """
    claim, line = locked_line(claim_line)
    may_dispense.require(by, claim.patient_id)
    _refuse_unless(line, State.WAITING, State.CHECKED)
    line.checked_at, line.checked_by = now, by.name[:200]
    _moved(line, State.CHECKED, now)
    if note.strip() and claim.issuer == claim.organization_id:
        remarks.write(claim=claim.id, words=note, by=by, now=now)  # nothing is added to what the prescriber has signed
    elif note.strip():
        doc = record.content_of(line.document)
        said = {"text": note.strip()[:1000], "time": now.isoformat(), "authorString": by.name}
        record.write("MedicationRequest", doc | {"note": [*doc.get("note", []), said]}, by=by, now=now)
    _done(claim, line, "pharmacy.checked", by, now)
    return line


@transaction.atomic
def refuse(*, claim: UUID, lines: list[UUID] | None = None, words: str, by: Actor, now: datetime) -> Claim:
    """Refuse a claim, or lines of it, with the reason in words, which the prescriber reads.

    :raises ReasonNeeded: nothing is said. :raises NotSo: nothing of it is open.
    """
    return claiming.give_back(claim=claim, lines=lines, why=Why.REFUSED, words=words, by=by, now=now)


@transaction.atomic
def choose_item(
    *, claim_line: UUID, item: UUID, quantity: Decimal | None = None, by: Actor, now: datetime
) -> ClaimLine:
    """Give a line from another item: the same substances, strength and form, if the prescriber allows it. What is kept
    is kept of the new item; a price above the agreed one waits for the patient's yes. With a quantity only so much is
    kept, and the rest will be owed. A line that is missing is asked for first (`claiming.ask_again`).

    :raises NotTheSame: ask the prescriber. :raises NotEnough: less is free. :raises NotSo: it waits for something else.
    """
    claim, line = locked_line(claim_line)
    may_dispense.require(by, claim.patient_id)
    _refuse_unless(line, State.CHANGED, State.WAITING, State.CHECKED, State.PICKED, State.READY, State.OWED)
    if quantity is not None and not 0 < quantity <= line.owed:
        raise TooMuch(line.owed)
    chosen = Item.objects.get(pk=item)
    is_exact = require_same(line, chosen)
    hold_items({each for each in (line.item_id, chosen.id) if each})
    let_go(line, by, now)
    if not reserve(line, chosen.id, quantity or line.owed, claim, by, now):
        figures = stock.of_items([chosen.id], now=now)[chosen.id]
        raise NotEnough(chosen, figures.free)
    settle_price(claim, line, stock.of_items([chosen.id], now=now)[chosen.id], not is_exact, now)
    _done(claim, line, "pharmacy.item_chosen", by, now)
    tell_issuer(claim, by, now)
    return line


def require_same(line: ClaimLine, item: Item) -> bool:
    """Tell whether an item is what was prescribed itself, by its code and by all that the catalogue says of that now.

    :raises NotTheSame: it must not be given for it.
    """
    wanted = medicine_of(line)
    listed = formulary.by_code(item.system, item.code) if item.code else None
    if wanted is not None and item.code and (item.system, item.code) == (wanted.system, wanted.code):
        if listed is not None and sameness.is_another(wanted, listed):
            raise ListedAnew
        return True
    if not line.may_substitute or wanted is None or listed is None or not sameness.are_same(wanted, listed):
        raise NotTheSame
    if item.counted_in != wanted.counted_in:
        raise NotTheSame
    return False


@transaction.atomic
def pick(
    *,
    claim_line: UUID,
    scanned: str = "",
    lot: UUID | None = None,
    quantity: Decimal | None = None,
    by: Actor,
    now: datetime,
) -> ClaimLine:
    """Put so much of a lot into the tray: that of the box that was scanned, or `lot`. Without a quantity all that is
    still missing there. The lot must be of the chosen item and fit to be handed out.

    :raises WrongBox: of something else, or nobody knows it. :raises Expired: or Recalled, or Quarantined.
    :raises ListedAnew: the catalogue now lists another medicine under its code.
    :raises TooMuch: more than is owed. :raises NotSo: it was not checked, or nothing is chosen.
    """
    claim, line = locked_line(claim_line)
    may_dispense.require(by, claim.patient_id)
    _refuse_unless(line, State.CHECKED, State.PICKED, State.READY, State.OWED)
    today = today_in(claim.organization_id, now)
    chosen = _lot(line, scanned, lot, today)
    require_same(line, line.item)  # a catalogue may have been loaded since
    require_fit(chosen, today)
    room = line.owed - line.in_tray
    quantity = room if quantity is None else quantity
    if not 0 < quantity <= room or quantity != round(quantity, 3):
        raise TooMuch(room)
    tray = {each["lot"]: Decimal(each["quantity"]) for each in line.picked}
    tray[str(chosen.id)] = tray.get(str(chosen.id), Decimal(0)) + quantity
    line.picked = [{"lot": each, "quantity": f"{much.normalize():f}"} for each, much in tray.items()]
    _moved(line, State.PICKED, now)
    _done(claim, line, "pharmacy.picked", by, now)
    return line


@transaction.atomic
def put_back(*, claim_line: UUID, by: Actor, now: datetime) -> ClaimLine:
    """Empty the tray of a line that is not handed out yet. :raises NotSo: nothing lies in it."""
    claim, line = locked_line(claim_line)
    may_dispense.require(by, claim.patient_id)
    if not line.picked or line.state not in (State.PICKED, State.READY):
        raise NotSo(_("Nothing of this lies in the tray."))
    line.picked = []
    _moved(line, State.OWED if line.handed_out else State.CHECKED, now)
    _done(claim, line, "pharmacy.put_back", by, now)
    tell_issuer(claim, by, now)
    return line


def _lot(line: ClaimLine, scanned: str, lot: UUID | None, today) -> Lot:
    if line.item_id is None:
        raise NotSo(_("Choose first what it is given from."))
    if not scanned:
        found = Lot.objects.filter(pk=lot, item_id=line.item_id).first()
    else:
        try:
            box = scanning.understand(scanned, today=today)
        except scanning.NotUnderstood as reason:
            raise WrongBox from reason
        if box.item is None or box.item.id != line.item_id:
            raise WrongBox
        found = box.lot or _only_lot(line, box.lot_number)
    if found is None:
        raise WrongBox
    return found


def _only_lot(line: ClaimLine, number: str) -> Lot | None:
    """Return the lot of a box whose code names none, if the item has no other."""
    if number:
        return None
    there = set(Balance.objects.filter(item_id=line.item_id, quantity__gt=0).values_list("lot_id", flat=True))
    return Lot.objects.get(pk=there.pop()) if len(there) == 1 else None


@transaction.atomic
def ready(*, claim: UUID, by: Actor, now: datetime) -> tuple[Claim, str]:
    """Say that what was picked can be had, and return the claim and its pickup code, which the patient is told.

    :raises NotSo: nothing was picked, or a line is still worked at.
    """
    row = locked(claim)
    may_dispense.require(by, row.patient_id)
    lines = list(row.lines.select_related("item"))
    if row.state == Claim.State.OUT or any(
        each.state in (State.WAITING, State.CHECKED, State.CHANGED) for each in lines
    ):
        raise NotSo(_("Something of it is not picked yet."))
    picked = [each for each in lines if each.state == State.PICKED]
    if not picked:
        raise NotSo(_("Nothing of it was picked."))
    if any(each.cancel_asked_at for each in picked):
        raise CancelAsked
    code = "".join(secrets.choice("0123456789") for _each in range(CODE_LENGTH))
    row.pickup_code, row.code_tries, row.ready_at = digest_of(row, code), 0, now
    row.recoded_at, row.recoded_for = None, ""
    _keep_longer(row, lines, by, now)
    for each in picked:
        _moved(each, State.READY, now)
    audit.wrote(by, "pharmacy.ready", patient=row.patient_id, entity=("Claim", row.id))
    settle(row, now)
    tell_issuer(row, by, now, code=code)
    return row, code


def _keep_longer(claim: Claim, lines: list[ClaimLine], by: Actor, now: datetime) -> None:
    """Give whoever is to come some days, though it took long to get ready."""
    until = max(now, min(claim.wanted_at or now, now + LONGEST_AHEAD)) + AT_LEAST
    kept = [each for each in lines if each.state in ClaimLine.OURS and each.item_id]
    if claim.kept_until is not None and claim.kept_until >= until:
        return
    claim.kept_until = until
    hold_items({each.item_id for each in kept})
    for each in kept:
        let_go(each, by, now)
        reserve(each, each.item_id, each.owed, claim, by, now)
        each.save(update_fields=["reservation"])


def digest_of(claim: Claim, code: str) -> str:
    """Return what is kept of a pickup code."""
    return sha256(f"{claim.id} {code.strip()}".encode()).hexdigest()


def _refuse_unless(line: ClaimLine, *states: str) -> None:
    if line.cancel_asked_at is not None:
        raise CancelAsked
    if line.state not in states:
        raise NotSo(_("This cannot be done with it now: %(state)s.") % {"state": line.get_state_display()})


def _moved(line: ClaimLine, state: str, now: datetime) -> None:
    line.state, line.changed_at = state, now
    line.save()


def _done(claim: Claim, line: ClaimLine, word: str, by: Actor, now: datetime) -> None:
    audit.wrote(by, word, patient=claim.patient_id, entity=("ClaimLine", line.id))
    settle(claim, now)
