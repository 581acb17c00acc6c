"""What can be ordered now, and where: what the patient sees before the yes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from telepraxis.care.medications import reading, showing
from telepraxis.care.medications.models import Status
from telepraxis.care.medications.showing import ShownLine
from telepraxis.care.storefronts import reading as storefronts
from telepraxis.care.storefronts.counting_as import codes_of
from telepraxis.care.storefronts.covering import terms_at
from telepraxis.care.storefronts.finding import Match, Wanted
from telepraxis.care.storefronts.models import Storefront

from .models import Order, OrderLine
from .own_orders import LET_DOWN, pieces

HOURS_AHEAD = 48
LATELY = timedelta(days=1)
SOONEST = timedelta(minutes=30)


@dataclass(frozen=True)
class Orderable:
    """What can be ordered: how much of it, and what is looked for at pharmacies. `id` is that of the prescribed line,
    of one that is moved that of its line in the order.
    """

    id: UUID
    name: str
    quantity_words: str
    wanted: Wanted


@dataclass(frozen=True)
class Basket:
    """What can be ordered now. `by_hand`: names of what no catalogue knows, so that no pharmacy can be asked for it."""

    lines: tuple[Orderable, ...]
    by_hand: tuple[str, ...] = field(default=())

    def only(self, chosen: Sequence[str]) -> tuple[Orderable, ...]:
        """Return the lines of these ids, all where none is one of ours."""
        return tuple(each for each in self.lines if str(each.id) in chosen) or self.lines


def of_prescription(prescription: UUID, now: datetime) -> Basket:
    """Return what of a prescription nobody gets ready yet, is due, and may still be handed out."""
    shown = showing.one(reading.prescription(prescription), now, with_code=False)
    if not shown.is_ready:
        return Basket(())
    today = timezone.localdate(now)
    return _basket([(line.row.id, line, _rest(line)) for line in shown.lines if _is_due(line, today)])


def of_order(order: Order, now: datetime) -> Basket:
    """Return what of an order can still be moved to another pharmacy: the rest of what was handed out in part."""
    shown = showing.one(reading.prescription(order.prescription_id), now, with_code=False)
    said = {line.row.id: line for line in shown.lines}
    rows = [row for row in order.lines.order_by("position") if row.is_open and row.leaving_at is None]
    return _basket([(row.id, said[row.line_id], row.quantity - row.handed_out) for row in rows if row.line_id in said])


def let_down_by(lines: Sequence[Orderable], now: datetime) -> set[UUID]:
    """Return the pharmacies that gave one of these prescribed lines up lately: nobody is sent there again."""
    gone = OrderLine.objects.filter(line_id__in=[each.id for each in lines], changed_at__gt=now - LATELY)
    gone = gone.filter(state=OrderLine.State.CANCELLED, why__in=LET_DOWN)
    return set(gone.values_list("order__pharmacy", flat=True))


def _is_due(line: ShownLine, today) -> bool:
    is_early = line.row.interval_days and line.next_due_on and today < line.next_due_on
    return line.status == Status.ACTIVE and line.remaining > 0 and not line.row.is_claimed and not is_early


def _rest(line: ShownLine) -> Decimal | None:
    """Return what is left of the supply, None where nobody said how much it is."""
    said = line.said.line
    whole = said.supply.quantity if said and said.supply else None
    return None if whole is None else whole - line.row.part_given


def _basket(found: list[tuple[UUID, ShownLine, Decimal | None]]) -> Basket:
    lines, by_hand = [], []
    for id, line, quantity in found:
        said = line.said.line
        if said is None or said.medicine is None or not said.medicine.code or not quantity:
            by_hand.append(line.name)
            continue
        medicine = said.medicine
        wanted = Wanted(
            medicine.system, medicine.code, quantity, medicine.counted_in, alike=said.substitution, medicine=medicine
        )
        lines.append(Orderable(id, line.name, pieces(quantity, line), wanted))
    return Basket(tuple(lines), tuple(by_hand))


@dataclass(frozen=True)
class Quote:
    """What one pharmacy has of a basket, line by line; None where it has not enough."""

    place: Storefront
    lines: tuple[tuple[Orderable, Match | None], ...]
    bills_plan: bool = False  # that of the patient's plan, where one was named

    @property
    def there(self) -> list[tuple[Orderable, Match]]:
        return [(line, match) for line, match in self.lines if match]

    @property
    def lacking(self) -> list[Orderable]:
        return [line for line, match in self.lines if match is None]

    @property
    def total_minor(self) -> int | None:
        """What the patient pays without delivery; None where a price is missing."""
        costs = [match.paid_minor for _line, match in self.there]
        return None if None in costs else sum(costs)

    @property
    def covered_minor(self) -> int:
        """What the plan pays beside it."""
        return sum(match.covered_minor for _line, match in self.there)

    @property
    def shelf_minor(self) -> int | None:
        return None if self.total_minor is None else self.total_minor + self.covered_minor

    @property
    def currency(self) -> str:
        return next((match.offered.currency for _line, match in self.there), self.place.currency)

    @property
    def figures_at(self) -> datetime | None:
        return min((match.offered.figures_at for _line, match in self.there), default=None)


def quote(pharmacy: UUID, lines: Sequence[Orderable], *, plan: str = "") -> Quote | None:
    """Return what this pharmacy has of these lines now, with a plan at what the patient pays; None where it publishes
    nothing.
    """
    place = storefronts.storefront(pharmacy)
    if place is None:
        return None
    alike = codes_of([each.wanted for each in lines])
    codes_here = set().union(*alike)
    offers = storefronts.offers_of(pharmacy, codes_here)
    billed = terms_at(plan, [place.id], codes_here).get(place.id) if plan else None
    matched = []
    for number, (line, codes) in enumerate(zip(lines, alike, strict=True)):
        asked = (line.wanted.system, line.wanted.code)
        matches = [
            Match(
                number, line.wanted.quantity, offers[code], code == asked,
                billed.of(code, offers[code].currency) if billed else None,
            )
            for code in codes
            if code in offers and offers[code].counted_in == line.wanted.counted_in
        ]  # fmt: skip
        enough = [each for each in matches if each.is_enough]
        matched.append((line, min(enough, key=_rank, default=None)))
    return Quote(place, tuple(matched), billed is not None)


def _rank(match: Match) -> tuple:
    cost = match.paid_minor
    return (not match.is_same, cost is None, cost or 0, match.offered.code)


def times(place: Storefront, now: datetime) -> list[datetime]:
    """Return the full hours of two days at which the pharmacy is open."""
    first = (now + SOONEST).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    hours = (first + timedelta(hours=number) for number in range(HOURS_AHEAD))
    return [each for each in hours if place.hours.is_open(each)]
