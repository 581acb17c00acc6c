"""One claim as the bench shows it: each line in words, what it is given from, what lies in the tray, what was said."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Prefetch

from telepraxis.base import record
from telepraxis.base.record.models import Patient
from telepraxis.care.medications import request_document
from telepraxis.care.storefronts.coverage_document import CoverageSaid
from telepraxis.commons.inventory import stock
from telepraxis.commons.inventory.models import Balance, Item, Lot, SetAside
from telepraxis.commons.inventory.picking import today_in, usable
from telepraxis.commons.inventory.stock import Figures

from . import in_words
from .claims import fee_minor, owed_minor
from .in_words import LineWords
from .models import Claim, ClaimLine, Delivery, Handout, Origin, Question, Return
from .plan_pricing import card_of
from .plan_refusing import NOT_YET_GIVEN

State = ClaimLine.State
NOT_OURS = (State.ASKED, State.MISSING, State.GIVEN_BACK, State.NOT_PICKED_UP)
PICKABLE = (State.CHECKED, State.PICKED, State.READY, State.OWED)


@dataclass(frozen=True)
class LotThere:
    """A lot from which the line may be given. `free` counts what is kept for this line; the first expires first."""

    lot: Lot
    free: Decimal
    places: tuple[str, ...]


@dataclass(frozen=True)
class InTray:
    """What was picked: so much of a lot."""

    number: str
    expires_on: date | None
    quantity: Decimal


@dataclass(frozen=True)
class Given:
    """What went over the counter, and what of it came back."""

    row: Handout
    lots: tuple[InTray, ...]
    lot_ids: tuple[tuple[str, str], ...]  # (id, number) for a form
    returns: tuple[Return, ...]

    @property
    def pays(self) -> bool:
        """Whether the patient pays for it, so that it has to be said what becomes of the money."""
        return self.row.paid_minor > sum(each.back_minor for each in self.returns)

    @property
    def left(self) -> Decimal:
        return self.row.quantity - sum((each.quantity for each in self.returns), Decimal(0))


@dataclass(frozen=True)
class Asked:
    """What was asked of the prescriber, and the answer."""

    row: Question
    words: str
    options: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class LineAtBench:
    """One line at the bench. `figures` are of the item it is given from, None where none was found; `choices` are what
    it may be given from without asking.
    """

    row: ClaimLine
    said: LineWords
    item: Item | None
    figures: Figures | None
    lots: tuple[LotThere, ...]
    tray: tuple[InTray, ...]
    given: tuple[Given, ...]
    asked: tuple[Asked, ...]
    choices: tuple[Figures, ...] = ()

    @property
    def name(self) -> str:
        return self.said.medicine

    @property
    def needed(self) -> Decimal:
        """How much has still to be picked."""
        return self.row.owed - self.row.in_tray

    @property
    def quantity_words(self) -> str:
        return self.said.pieces(self.row.quantity)

    @property
    def owed_words(self) -> str:
        return self.said.pieces(self.row.owed)

    @property
    def needed_words(self) -> str:
        return self.said.pieces(self.needed)

    @property
    def is_open(self) -> bool:
        return self.row.is_open

    @property
    def is_asked(self) -> bool:
        return any(each.row.state == Question.State.ASKED for each in self.asked)

    @property
    def may_be_checked(self) -> bool:
        return self.row.state == State.WAITING

    @property
    def may_be_picked(self) -> bool:
        return self.row.state in PICKABLE and self.item is not None and self.needed > 0

    @property
    def may_change_item(self) -> bool:
        return self.row.state in (State.CHANGED, State.WAITING, State.CHECKED, State.OWED)

    @property
    def may_be_given_back(self) -> bool:
        return self.row.is_open

    @property
    def may_refuse_plan(self) -> bool:
        """Whether it can still be said that the plan does not pay for it."""
        return self.row.state in NOT_YET_GIVEN and self.row.covered_minor > 0 and not self.row.handed_out


@dataclass(frozen=True)
class ClaimAtBench:
    """A claim with its lines. `due_minor` is what is still owed of what will be or was handed out, `covered_minor` what
    the plan of `card` pays beside it.
    """

    row: Claim
    patient: Patient | None
    lines: tuple[LineAtBench, ...]
    deliveries: tuple[Delivery, ...]
    due_minor: int
    total_minor: int
    currency: str
    now: datetime = field(repr=False)
    card: CoverageSaid | None = None

    @property
    def covered_minor(self) -> int:
        return sum(each.row.covered_minor for each in self.lines if each.row.state not in NOT_OURS)

    @property
    def in_hand(self) -> tuple[LineAtBench, ...]:
        """What can go over the counter: what is ready; of whoever stands there with the code, what lies in the tray."""
        states = {State.READY} if self.row.origin == Origin.ORDER else {State.READY, State.PICKED}
        return tuple(each for each in self.lines if each.row.state in states and each.row.in_tray > 0)

    @property
    def may_be_ready(self) -> bool:
        """Whether what was picked can wait for the patient: nothing else of it is on its way through the bench."""
        states = {each.row.state for each in self.lines}
        return State.PICKED in states and not states & {State.WAITING, State.CHECKED}

    @property
    def open_lines(self) -> tuple[LineAtBench, ...]:
        return tuple(each for each in self.lines if each.is_open)

    @property
    def has_labels(self) -> bool:
        return any(each.tray or each.given for each in self.lines)

    @property
    def needs_witness(self) -> bool:
        return any(each.row.schedule for each in self.in_hand)

    @property
    def is_late(self) -> bool:
        return self.row.is_open and self.row.kept_until is not None and self.row.kept_until < self.now


def claim_shown(row: Claim, now: datetime) -> ClaimAtBench:
    """Return the claim with all that the bench shows of it. Ten queries at most, however many lines it has."""
    rows = list(row.lines.select_related("document", "item").order_by("position"))
    items = {each.item_id for each in rows if each.item_id}
    figures = stock.of_items(items, now=now) if items else {}
    lots, numbers = _lots(rows, items, row, now), _numbers(rows)
    given, asked = _given(rows), _asked(rows)
    lines = tuple(
        LineAtBench(
            row=line,
            said=in_words.of(line.document, row.language),
            item=line.item,
            figures=figures.get(line.item_id),
            lots=lots.get(line.id, ()),
            tray=tuple(_in_tray(each, numbers) for each in line.picked),
            given=given.get(line.id, ()),
            asked=asked.get(line.id, ()),
        )
        for line in rows
    )
    total = sum(owed_minor(each) for each in rows) + fee_minor(row, rows)
    return ClaimAtBench(
        row=row,
        patient=row.patient,
        lines=lines,
        deliveries=tuple(row.deliveries.order_by("at", "id")),
        due_minor=total - row.paid_minor,
        total_minor=total,
        currency=row.currency or next((each.currency for each in rows if each.currency), ""),
        now=now,
        card=card_of(row),
    )


def _lots(rows: list[ClaimLine], items: set[UUID], claim: Claim, now: datetime) -> dict[UUID, tuple[LotThere, ...]]:
    """Return by line the lots that may be given, first expired first. What is kept for the line is free to it."""
    wanted = [each for each in rows if each.item_id and each.state in PICKABLE]
    if not wanted:
        return {}
    today = today_in(claim.organization_id, now)
    there = Balance.objects.filter(usable(today), item_id__in=items, quantity__gt=0).select_related("lot", "place")
    by_item: dict[UUID, dict[UUID, list[Balance]]] = defaultdict(lambda: defaultdict(list))
    for balance in there.order_by(F("lot__expires_on").asc(nulls_last=True), "lot__number", "place__name"):
        by_item[balance.item_id][balance.lot_id].append(balance)
    aside: Counter = Counter()
    for each in SetAside.objects.filter(reservation__in=[line.reservation_id for line in wanted]):
        aside[each.reservation_id, each.balance_id] += each.quantity
    return {
        line.id: tuple(
            lot
            for balances in by_item[line.item_id].values()
            if (lot := _lot(balances, line.reservation_id, aside)).free > 0
        )
        for line in wanted
    }


def _lot(balances: list[Balance], reservation: UUID | None, aside: Counter) -> LotThere:
    free = sum((each.free + aside[reservation, each.id] for each in balances), Decimal(0))
    return LotThere(balances[0].lot, free, tuple(each.place.name for each in balances))


def _numbers(rows: Iterable[ClaimLine]) -> dict[str, Lot]:
    wanted = [each["lot"] for line in rows for each in line.picked]
    return {str(lot.id): lot for lot in Lot.objects.filter(id__in=wanted)} if wanted else {}


def _in_tray(said: dict, lots: dict[str, Lot]) -> InTray:
    lot = lots.get(said["lot"])
    return InTray(lot.number if lot else "", lot.expires_on if lot else None, Decimal(said["quantity"]))


def _given(rows: list[ClaimLine]) -> dict[UUID, tuple[Given, ...]]:
    back = Prefetch("returns", queryset=Return.objects.order_by("at", "id"))
    found: dict[UUID, list[Given]] = defaultdict(list)
    for row in Handout.objects.filter(claim_line__in=rows).prefetch_related(back).order_by("at", "id"):
        found[row.claim_line_id].append(_as_given(row))
    return {line: tuple(each) for line, each in found.items()}


def _as_given(row: Handout) -> Given:
    lots = tuple(
        InTray(
            each.get("number", ""),
            date.fromisoformat(each["expires_on"]) if each.get("expires_on") else None,
            Decimal(each["quantity"]),
        )
        for each in row.lots
    )
    return Given(row, lots, tuple((each["lot"], each.get("number", "")) for each in row.lots), tuple(row.returns.all()))


def _asked(rows: list[ClaimLine]) -> dict[UUID, tuple[Asked, ...]]:
    found: dict[UUID, list[Asked]] = defaultdict(list)
    questions = Question.objects.filter(claim_line__in=rows).select_related("document").order_by("asked_at", "id")
    for row in questions:
        found[row.claim_line_id].append(_as_asked(row))
    return {line: tuple(each) for line, each in found.items()}


def _as_asked(row: Question) -> Asked:
    if row.document is None:
        return Asked(row, "", (), "")
    doc = record.content_of(row.document)
    options = tuple(each.name for each in request_document.options_in(doc))
    return Asked(row, request_document.words_in(doc), options, "")
