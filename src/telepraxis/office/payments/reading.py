"""What is owed and paid, to be shown: one account per charge, lists by state and day, totals by method."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from telepraxis.registry.patients.identity import uids_of

from .models import Charge, Checkout, Method, Payment, Receipt, Refund
from .money import Money
from .naming import Named, named

ARRIVED = (Payment.State.CAPTURED, Payment.State.SURPLUS)
SHOWN = 200


@dataclass(frozen=True)
class Account:
    """One charge with all that happened to it."""

    charge: Charge
    named: Named
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    receipts: dict[UUID, Receipt] = field(default_factory=dict)  # by payment or refund

    @property
    def amount(self) -> Money:
        return Money(self.charge.amount_minor, self.charge.currency)

    @property
    def paid(self) -> Money:
        return self._sum(each for each in self.payments if each.state == Payment.State.CAPTURED)

    @property
    def given_back(self) -> Money:
        """What went back of that; what was paid twice and went back is no part of it."""
        counted = {each.id for each in self.payments if each.state == Payment.State.CAPTURED}
        return self._sum(
            each for each in self.refunds if each.state == Refund.State.SENT and each.payment_id in counted
        )

    @property
    def on_its_way_back(self) -> Money:
        return self._sum(each for each in self.refunds if each.state == Refund.State.PENDING)

    @property
    def owed(self) -> Money:
        return Money(0 if self.charge.withdrawn_at else self.amount.minor - self.paid.minor, self.charge.currency)

    @property
    def to_give_back(self) -> Money:
        """What came and is not needed: of a withdrawn charge all, of others what was paid twice."""
        came = [each for each in self.payments if self._is_not_needed(each)]
        gone = [
            each
            for each in self.refunds
            if each.state != Refund.State.FAILED and each.payment_id in {one.id for one in came}
        ]
        return Money(self._sum(came).minor - self._sum(gone).minor, self.charge.currency)

    @property
    def pending(self) -> Payment | None:
        return next((each for each in self.payments if each.state == Payment.State.PENDING), None)

    @property
    def state(self) -> str:
        """paid, part_paid, under_way, owed, withdrawn, refunded or part_refunded."""
        if self.given_back.minor and self.given_back.minor >= self.paid.minor > 0:
            return "refunded"
        if self.charge.withdrawn_at:
            return "withdrawn"
        if self.given_back.minor:
            return "part_refunded"
        if self.owed.minor == 0:
            return "paid"
        if self.pending:
            return "under_way"
        return "part_paid" if self.paid.minor else "owed"

    @property
    def state_text(self) -> str:
        return {
            "paid": _("Paid"),
            "part_paid": _("Paid in part"),
            "under_way": _("Payment under way"),
            "owed": _("Not paid yet"),
            "withdrawn": _("Nothing to pay"),
            "refunded": _("Given back"),
            "part_refunded": _("Given back in part"),
        }[self.state]

    @property
    def tone(self) -> str:
        return {"paid": "ok", "owed": "warn", "part_paid": "warn", "under_way": "info"}.get(self.state, "")

    def left_of(self, payment: Payment) -> Money:
        """What of one payment has not gone back, nor is on its way."""
        gone = [each for each in self.refunds if each.payment_id == payment.id and each.state != Refund.State.FAILED]
        return Money(payment.amount_minor - self._sum(gone).minor, payment.currency)

    def _is_not_needed(self, payment: Payment) -> bool:
        return payment.state == Payment.State.SURPLUS or (
            payment.state == Payment.State.CAPTURED and self.charge.withdrawn_at is not None
        )

    def _sum(self, rows) -> Money:
        return Money(sum(each.amount_minor for each in rows), self.charge.currency)


@dataclass(frozen=True)
class DayTotals:
    """What came and went on one day, by method and currency."""

    rows: list[tuple[str, Money, int, Money]]  # method in words, what came, how often, what went back


def account_of(charge: Charge) -> Account:
    """Return a charge with its payments, refunds and receipts."""
    return accounts([charge])[0]


def accounts(charges: Iterable[Charge]) -> list[Account]:
    """Return each charge with its payments, refunds and receipts, in the order given. Three queries, and the names'."""
    charges = list(charges)
    if not charges:
        return []
    payments, refunds = defaultdict(list), defaultdict(list)
    for payment in Payment.objects.filter(charge__in=charges).order_by("started_at", "id"):
        payments[payment.charge_id].append(payment)
    for refund in Refund.objects.filter(payment__charge__in=charges).select_related("payment").order_by("asked_at"):
        refunds[refund.payment.charge_id].append(refund)
    receipts = {
        each.payment_id or each.refund_id: each
        for each in Receipt.objects.filter(Q(payment__charge__in=charges) | Q(refund__payment__charge__in=charges))
    }
    names = named(charges)
    return [
        Account(
            charge=charge,
            named=names[charge.id],
            payments=tuple(payments[charge.id]),
            refunds=tuple(refunds[charge.id]),
            receipts=receipts,
        )
        for charge in charges
    ]


def accounts_of(patient: UUID) -> list[Account]:
    """Return what the patient owes or paid, in all their records, the newest first."""
    found = Charge.objects.filter(patient_id__in=uids_of(patient)).select_related("price").order_by("-charged_at", "id")
    return accounts(found[:SHOWN])


def charge_for(kind: str, id: UUID) -> Charge | None:
    """Return the charge for a reference: the one that stands, else the last that was withdrawn."""
    found = Charge.objects.filter(reference_kind=kind, reference_id=id).select_related("price")
    return found.order_by("withdrawn_at").last() if not (live := found.filter(withdrawn_at=None).first()) else live


def owed_by_patients(patients: Iterable[UUID]) -> list[Money]:
    """Return what these patients owe in all their records, a sum for each currency. One query."""
    open_ones = Charge.objects.filter(patient_id__in=uids_of(tuple(patients)), withdrawn_at=None)
    paid = Sum("payments__amount_minor", filter=Q(payments__state=Payment.State.CAPTURED), default=0)
    owed = defaultdict(int)
    for currency, amount, sum in open_ones.annotate(paid=paid).values_list("currency", "amount_minor", "paid"):
        owed[currency] += amount - int(sum)
    return [Money(minor, currency) for currency, minor in sorted(owed.items()) if minor]


def payments_on(day: date, zone: ZoneInfo, state: str = "") -> list[Payment]:
    """Return the day's payments, those of a state if one is named: by when they arrived, else began; newest first."""
    begins, ends = span_of(day, zone)
    moved = Q(captured_at__gte=begins, captured_at__lt=ends) | Q(
        captured_at=None, started_at__gte=begins, started_at__lt=ends
    )
    found = Payment.objects.filter(moved).select_related("charge", "charge__price")
    if state:
        found = found.filter(state=state)
    return list(found.order_by("-started_at", "id")[:SHOWN])


def open_payments() -> list[Payment]:
    """Return whatever is under way, of all days, the oldest first: transfers that are waited for, links."""
    pending = Payment.objects.filter(state=Payment.State.PENDING).select_related("charge", "charge__price")
    return list(pending.order_by("started_at", "id")[:SHOWN])


def totals_on(day: date, zone: ZoneInfo) -> DayTotals:
    """Return what came and went on the day by method and currency. Two queries."""
    begins, ends = span_of(day, zone)
    came = Payment.objects.filter(state__in=ARRIVED, captured_at__gte=begins, captured_at__lt=ends)
    went = Refund.objects.filter(state=Refund.State.SENT, sent_at__gte=begins, sent_at__lt=ends)
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for method, currency, sum, count in (
        came.values("method", "currency")
        .annotate(sum=Sum("amount_minor"), count=Count("id"))
        .values_list("method", "currency", "sum", "count")
    ):
        found[(method, currency)][0:2] = int(sum), count
    for method, currency, sum in (
        went.values("method", "currency").annotate(sum=Sum("amount_minor")).values_list("method", "currency", "sum")
    ):
        found[(method, currency)][2] = int(sum)
    order = {method: at for at, method in enumerate(Method.values)}
    return DayTotals(
        [
            (str(Method(method).label), Money(sum, currency), count, Money(back, currency))
            for (method, currency), (sum, count, back) in sorted(
                found.items(), key=lambda one: (one[0][1], order[one[0][0]])
            )
        ]
    )


def needing_a_person() -> list[Account]:
    """Return the charges on which money waits to go back or has stuck: paid twice, withdrawn after it was paid,
    a refund that failed, a sum that is not as agreed."""
    stuck = Checkout.objects.filter(trouble="other_sum").values("payment__charge_id")
    found = Charge.objects.filter(
        Q(payments__state=Payment.State.SURPLUS)
        | Q(withdrawn_at__isnull=False, payments__state=Payment.State.CAPTURED)
        | Q(id__in=stuck)
    ).distinct()
    listed = accounts(found.select_related("price").order_by("-charged_at")[:SHOWN])
    troubled = set(stuck.values_list("payment__charge_id", flat=True))
    return [each for each in listed if each.to_give_back.minor > 0 or each.charge.id in troubled]


def unheard_of(*, before: datetime) -> tuple[list[UUID], list[UUID], list[UUID]]:
    """Return what nothing was heard of since: payments under way, payments given up whose page is not closed yet, and
    refunds by card."""
    waiting = Q(asked_at=None) | Q(asked_at__lt=before)
    pages = Checkout.objects.filter(waiting, closed_at=None, payment__started_at__lt=before).order_by("payment_id")
    pending = pages.filter(payment__state=Payment.State.PENDING)
    given_up = pages.filter(payment__state__in=[Payment.State.CANCELLED, Payment.State.FAILED])
    refunds = Refund.objects.filter(method=Method.CARD, state=Refund.State.PENDING, asked_at__lt=before)
    return (
        list(pending.values_list("payment_id", flat=True)),
        list(given_up.values_list("payment_id", flat=True)),
        list(refunds.order_by("asked_at").values_list("id", flat=True)),
    )


def span_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the day begins and ends by the practice's clock."""
    return datetime.combine(day, time.min, zone), datetime.combine(day + timedelta(days=1), time.min, zone)
