"""Keep what a line needs: find the item, look at the price, reserve, let go. The claim is locked before stock is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from telepraxis.base import record
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.medications import medicine_document
from telepraxis.commons.inventory import reserving, stock
from telepraxis.commons.inventory.locks import hold_items
from telepraxis.commons.inventory.picking import NotEnough
from telepraxis.commons.inventory.stock import Figures
from telepraxis.registry.formulary import sameness
from telepraxis.registry.formulary.medicine import Medicine

from .models import Claim, ClaimLine, Origin
from .plan_pricing import patient_pays

State = ClaimLine.State
KEPT_FOR = timedelta(days=3)  # from when it is wanted
OWED_FOR = timedelta(days=30)
LONGEST_AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Offer:
    """An item from which a line may be given."""

    figures: Figures
    is_exact: bool


def medicine_of(line: ClaimLine) -> Medicine | None:
    """Return what is prescribed."""
    return medicine_document.read(record.content_of(line.document)) if line.document_id else None


def offers_for(line: ClaimLine, now: datetime) -> list[Offer]:
    """Return the items that may be given for a line, what was prescribed itself first, then by price."""
    wanted = medicine_of(line)
    if wanted is None:
        return []
    [codes] = sameness.codes_for([(wanted, line.may_substitute)])
    found = stock.of_codes(list(codes), now=now)
    offers = [
        Offer(each, code == (wanted.system, wanted.code))
        for code, each in found.items()
        if each.counted_in == wanted.counted_in
    ]
    return sorted(offers, key=lambda each: (not each.is_exact, _price(each.figures, line.owed), each.figures.name))


def _price(figures: Figures, quantity: Decimal) -> int:
    return figures.price.of(quantity) if figures.price else 10**12


def take_on(claim: Claim, lines: list[ClaimLine], by: Actor, now: datetime) -> None:
    """Find, price and reserve what these lines need; what is not there is missing."""
    offers = {line.id: offers_for(line, now) for line in lines}
    hold_items({each.figures.item for found in offers.values() for each in found})
    for line in lines:
        fitting = [each for each in offers[line.id] if each.figures.price is not None]
        chosen = next((each for each in fitting if reserve(line, each.figures.item, line.owed, claim, by, now)), None)
        if chosen is None:
            miss(line, now)
        else:
            settle_price(claim, line, chosen.figures, not chosen.is_exact, now)


def reserve(line: ClaimLine, item, quantity: Decimal, claim: Claim, by: Actor, now: datetime) -> bool:
    """Keep so much of an item for a line until the claim's time is over; say whether there was enough."""
    try:
        made = reserving.reserve(
            item=item, quantity=quantity, until=max(claim.kept_until, now + timedelta(hours=1)),
            reference=reference_of(line), key=f"claim_line:{line.id}:{uuid7().hex}", by=_house(by), now=now,
        )  # fmt: skip
    except NotEnough:
        return False
    line.reservation, line.item_id = made, made.item_id
    return True


def _house(by: Actor) -> Actor:
    return Actor.system(by.organization_id)


def reference_of(line: ClaimLine) -> tuple[str, str]:
    """Return what stock is kept and issued for: `recalling.who_got` answers with it."""
    return ("claim_line", str(line.id))


def settle_price(claim: Claim, line: ClaimLine, figures: Figures, is_substituted: bool, now: datetime) -> None:
    """Write down what a line costs the patient, from which item, and what their plan pays. More than was promised waits
    for the patient's yes.
    """
    was_agreed = line.price_minor if line.state in ClaimLine.OURS and line.state != State.CHANGED else None
    shelf = figures.price.of(line.quantity) if figures.price else None
    price = patient_pays(claim, line, figures, shelf, now)
    promise = was_agreed if was_agreed is not None else line.promised_minor
    currency = figures.price.currency if figures.price else claim.currency
    fits = price is not None and promise is not None and price <= promise and currency == (claim.currency or currency)
    line.is_substituted, line.price_minor, line.currency = is_substituted, price, currency
    line.covered_minor = 0 if price is None else shelf - price
    line.state = State.WAITING if fits or claim.origin == Origin.COUNTER else State.CHANGED
    line.picked, line.checked_at, line.checked_by = [], None, ""
    line.changed_at = now
    line.save()
    if not claim.currency or not fits:
        claim.currency = currency or claim.currency
        claim.save(update_fields=["currency"])


def let_go(line: ClaimLine, by: Actor, now: datetime) -> None:
    """Let go of what is kept for a line."""
    if line.reservation_id is not None:
        reserving.release(reservation=line.reservation_id, by=_house(by), now=now)
        line.reservation = None


def miss(line: ClaimLine, now: datetime) -> None:
    """Nothing is kept: the line may be had elsewhere now, and is not handed out here before it is granted anew."""
    line.state, line.reservation, line.picked = State.MISSING, None, []
    if not line.handed_out:
        line.price_minor, line.covered_minor = None, 0
    line.checked_at, line.checked_by, line.changed_at = None, "", now
    line.save()


def kept_until(claim: Claim, now: datetime) -> datetime:
    """Return until when things are kept for a claim that comes in now."""
    wanted = min(claim.wanted_at or now, now + LONGEST_AHEAD)
    return max(now, wanted) + KEPT_FOR
