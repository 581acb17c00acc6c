"""Orders as the patient and the practice read them: each line in words, how far it got, what it costs, what is next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from telepraxis.care.medications import reading, showing
from telepraxis.care.medications.ordering import wording
from telepraxis.care.medications.ordering.dosage import Supply
from telepraxis.care.medications.showing import Shown, ShownLine
from telepraxis.care.storefronts import reading as storefronts
from telepraxis.care.storefronts.models import Storefront
from telepraxis.registry.patients.identity import uids_of
from telepraxis.registry.signatures import qr

from .models import How, Order, OrderLine, PlanSays, Why

State, LineState = Order.State, OrderLine.State
STEPS = {State.HELD: 0, State.PLACED: 0, State.CHANGED: 0, State.ACCEPTED: 1, State.READY: 2, State.OUT: 2}
TONES = {
    LineState.CHANGED: "warn", LineState.MISSING: "warn", LineState.READY: "ok", LineState.HANDED_OUT: "ok",
    LineState.KEPT: "info", LineState.OWED: "warn",
}  # fmt: skip
COSTS = (LineState.ASKED, LineState.KEPT, LineState.READY, LineState.OWED, LineState.HANDED_OUT)
LET_DOWN = (Why.REFUSED, Why.GIVEN_BACK, Why.UNREACHABLE)
MOVABLE = (LineState.ASKED, LineState.CHANGED, LineState.KEPT, LineState.MISSING, LineState.READY, LineState.OWED)


@dataclass(frozen=True)
class OrderedLine:
    """One line of an order. `price_minor` is what it costs, `was_minor` what was promised where that is another sum."""

    row: OrderLine
    name: str
    quantity_words: str
    owed_words: str  # what is still to be had where a part was handed out

    @property
    def state_words(self) -> str:
        if self.was_let_down:
            return _("Not to be had there")
        if self.row.leaving_at and self.row.is_open:
            return _("Waiting for the pharmacy to let it go")
        return self.row.get_state_display()

    @property
    def tone(self) -> str:
        return "warn" if self.was_let_down else TONES.get(self.row.state, "")

    @property
    def price_minor(self) -> int | None:
        row = self.row
        if row.state == LineState.CHANGED:
            return row.asked_minor
        return row.agreed_minor if row.agreed_minor is not None else row.promised_minor

    @property
    def was_minor(self) -> int | None:
        return self.row.promised_minor if self.row.state == LineState.CHANGED else None

    @property
    def shelf_minor(self) -> int | None:
        """What it costs without the plan."""
        return None if self.price_minor is None else self.price_minor + self.row.covered_minor

    @property
    def plan_words(self) -> str:
        """Why the plan does not make it cheaper; "" where it does, or none was named."""
        return self.row.get_plan_says_display() if self.row.plan_says not in ("", PlanSays.BILLED) else ""

    @property
    def is_paid_for(self) -> bool:
        """Whether its price is one that the patient pays, or is asked for."""
        return self.price_minor is not None and self.row.state in (*COSTS, LineState.CHANGED, LineState.HELD)

    @property
    def can_move(self) -> bool:
        return self.row.state in MOVABLE and self.row.leaving_at is None

    @property
    def was_let_down(self) -> bool:
        """Whether the pharmacy itself did not go through with it."""
        return self.row.state == LineState.CANCELLED and self.row.why in LET_DOWN


@dataclass(frozen=True)
class Step:
    name: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class ShownOrder:
    """An order with its lines; `place` is what its pharmacy says of itself, None where it publishes nothing."""

    row: Order
    lines: tuple[OrderedLine, ...]
    place: Storefront | None
    now: datetime

    @property
    def state_words(self) -> str:
        return self.row.get_state_display()

    @property
    def tone(self) -> str:
        return {
            State.READY: "ok", State.HANDED_OUT: "ok", State.CHANGED: "warn", State.REFUSED: "danger",
            State.NOT_PICKED_UP: "warn", State.CANCELLED: "",
        }.get(self.row.state, "info")  # fmt: skip

    @property
    def steps(self) -> list[Step]:
        """How far it got; none for an order that was refused, cancelled or never picked up."""
        names = [_("Sent"), _("Being made ready")]
        if self.row.how == How.DELIVERY:
            names += [_("On its way"), _("With you")]
        else:
            names += [_("Ready"), _("Picked up")]
        if self.row.state == State.HANDED_OUT:
            return [Step(name, True, False) for name in names]
        if self.row.state not in STEPS:
            return []
        at = STEPS[self.row.state]
        return [Step(name, number < at, number == at) for number, name in enumerate(names)]

    @property
    def total_minor(self) -> int:
        """What it costs altogether, without what is missing, moved or cancelled."""
        costs = [each for each in self.lines if each.row.state in COSTS]
        fee = self.row.delivery_fee_minor if costs and self.row.how == How.DELIVERY else 0
        return sum((each.price_minor or 0) - each.row.back_minor for each in costs) + fee

    @property
    def returned_minor(self) -> int:
        """What is theirs again for what they brought back."""
        return sum(each.row.back_minor for each in self.lines)

    @property
    def kept_whys(self) -> list[str]:
        """Why the pharmacy keeps the money for what was brought back."""
        return [each.row.no_money_why for each in self.lines if each.row.no_money_why]

    @property
    def covered_minor(self) -> int:
        """What the plan pays beside it."""
        return sum(each.row.covered_minor for each in self.lines if each.row.state in COSTS)

    @property
    def due_minor(self) -> int:
        return max(0, self.total_minor - self.row.paid_minor)

    @property
    def back_minor(self) -> int:
        """What was paid and is not needed any more."""
        return max(0, self.row.paid_minor - self.total_minor)

    @property
    def is_accepted(self) -> bool:
        return self.row.state in (Order.State.ACCEPTED, Order.State.READY, Order.State.OUT)

    @property
    def may_pay(self) -> bool:
        return bool(self.row.pay_path) and self.due_minor > 0

    @property
    def missing(self) -> list[OrderedLine]:
        return [each for each in self.lines if each.row.state == LineState.MISSING and each.can_move]

    @property
    def changed(self) -> list[OrderedLine]:
        return [each for each in self.lines if each.row.state == LineState.CHANGED and not each.row.leaving_at]

    @property
    def movable(self) -> list[OrderedLine]:
        return [each for each in self.lines if each.can_move]

    @property
    def code(self) -> SafeString | str:
        """The pickup code as something to scan; "" before there is one, and when it is of no use any more."""
        if not self.row.pickup_code or not self.row.is_open:
            return ""
        return qr.svg(self.row.pickup_code, title=_("Pickup code")).svg


def one(order: Order, now: datetime) -> ShownOrder:
    """Return one order."""
    [shown] = _shown([_loaded().get(id=order.id)], now)
    return shown


def of_prescription(prescription: UUID, now: datetime) -> list[ShownOrder]:
    """Return the orders of a prescription, the newest first."""
    return _shown(list(_loaded().filter(prescription_id=prescription).order_by("-placed_at")), now)


def open_of(patient: UUID, now: datetime) -> list[ShownOrder]:
    """Return the orders of a person that are under way, the newest first."""
    theirs = _loaded().filter(patient_id__in=uids_of(patient), ended_at=None)
    return _shown(list(theirs.order_by("-placed_at")[:10]), now)


def _loaded():
    return Order.objects.prefetch_related(Prefetch("lines", queryset=OrderLine.objects.order_by("position")))


def _shown(orders: Iterable[Order], now: datetime) -> list[ShownOrder]:
    orders = list(orders)
    said = _said({each.prescription_id for each in orders}, now)
    places = {id: storefronts.storefront(id) for id in {each.pharmacy for each in orders}}
    return [
        ShownOrder(
            row=order,
            lines=tuple(_line(each, said[each.line_id]) for each in order.lines.all() if each.line_id in said),
            place=places[order.pharmacy],
            now=now,
        )
        for order in orders
    ]


def _said(prescriptions: Iterable[UUID], now: datetime) -> dict[UUID, ShownLine]:
    """Return the prescribed lines in words, those that are open to the reader."""
    found: dict[UUID, ShownLine] = {}
    for id in prescriptions:
        shown: Shown = showing.one(reading.prescription(id), now, with_code=False)
        found |= {line.row.id: line for line in shown.lines}
    return found


def _line(row: OrderLine, said: ShownLine) -> OrderedLine:
    return OrderedLine(row, said.name, pieces(row.quantity, said), pieces(row.owed, said) if row.handed_out else "")


def pieces(quantity: Decimal, said: ShownLine) -> str:
    """Return so much of a prescribed line in words: 14 tablets."""
    line = said.said.line
    if line is None or line.medicine is None:
        return f"{quantity.normalize():f}"
    supply = Supply(quantity, line.supply.unit if line.supply else line.medicine.counted_in)
    return wording.quantity(supply, line.medicine, language=wording.spoken(get_language() or "en"))
