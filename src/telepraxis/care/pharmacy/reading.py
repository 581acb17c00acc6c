"""Read orders and claims with their words, lines and what was said of them. Queries that do not grow with the rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from telepraxis.base import record
from telepraxis.care.medications import medicine_document
from telepraxis.registry.formulary.medicine import Medicine
from telepraxis.registry.patients.identity import uids_of

from .claims import fee_minor, owed_minor
from .models import Claim, ClaimLine, Delivery, Handout, Order, OrderLine, Question, Remark


@dataclass(frozen=True)
class ShownOrderLine:
    """A line of an order with what it is."""

    row: OrderLine
    medicine: str
    code: tuple[str, str]  # (system, code), ("", "") of what has none


@dataclass(frozen=True)
class ShownOrder:
    """An order as it is read where it was prescribed; lines that are closed to the reader are not among its lines."""

    row: Order
    lines: tuple[ShownOrderLine, ...]

    @property
    def total_minor(self) -> int:
        """What is to be paid, by the prices that were agreed, delivery included."""
        due = [(each.row.agreed_minor or 0) - each.row.back_minor for each in self.lines if each.row.state in DUE]
        return sum(due) + (self.row.delivery_fee_minor if due else 0)

    @property
    def owed_minor(self) -> int:
        return max(0, self.total_minor - self.row.paid_minor)


DUE = (*OrderLine.OPEN, OrderLine.State.HELD, OrderLine.State.HANDED_OUT)


def order(id: UUID) -> ShownOrder:
    """Return one order. :raises Order.DoesNotExist: it is not here."""
    [found] = _orders(Order.objects.filter(pk=id)) or [None]
    if found is None:
        raise Order.DoesNotExist(id)
    return found


def orders_of(patient: UUID, *, limit: int | None = None) -> list[ShownOrder]:
    """Return a person's orders, the newest first. Two queries and one for who they are."""
    return _orders(Order.objects.filter(patient_id__in=uids_of(patient)).order_by("-placed_at", "-id")[:limit])


def orders_for(prescriptions: Iterable[UUID]) -> dict[UUID, list[ShownOrder]]:
    """Return the orders of these prescriptions by prescription, the newest first. Two queries."""
    found: dict[UUID, list[ShownOrder]] = defaultdict(list)
    for each in _orders(Order.objects.filter(prescription_id__in=list(prescriptions)).order_by("-placed_at", "-id")):
        found[each.row.prescription_id].append(each)
    return dict(found)


def _orders(rows: QuerySet[Order]) -> list[ShownOrder]:
    lines = OrderLine.objects.select_related("document", "line").order_by("position")
    return [
        ShownOrder(row, tuple(_order_line(each) for each in row.lines.all()))
        for row in rows.select_related("prescription").prefetch_related(Prefetch("lines", queryset=lines))
        if row.lines.all()  # all of it is closed to the reader
    ]


def _order_line(row: OrderLine) -> ShownOrderLine:
    concept = record.content_of(row.document).get("medicationCodeableConcept") or {}
    coding = next(iter(concept.get("coding", [])), {})
    return ShownOrderLine(row, concept.get("text", ""), (coding.get("system", ""), coding.get("code", "")))


@dataclass(frozen=True)
class ShownClaimLine:
    """A line of a claim with its words. `taken` is how it is taken for the pharmacist, `told` for the patient, in the
    language of the prescription; `given` is what it is given from, where that is something else.
    """

    row: ClaimLine
    medicine: str
    prescribed: Medicine | None
    taken: tuple[str, ...]
    told: tuple[str, ...]
    indication: str
    notes: tuple[str, ...]
    handouts: tuple[Handout, ...]
    questions: tuple[Question, ...]

    @property
    def given(self) -> str:
        return self.row.item.name if self.row.item_id else ""

    @property
    def owed_minor(self) -> int:
        return owed_minor(self.row)


@dataclass(frozen=True)
class ShownClaim:
    """A claim as the pharmacy reads it."""

    row: Claim
    patient_name: str
    birth_date: object
    lines: tuple[ShownClaimLine, ...]
    deliveries: tuple[Delivery, ...]

    @property
    def total_minor(self) -> int:
        total = sum(each.owed_minor for each in self.lines)
        return total + fee_minor(self.row, [each.row for each in self.lines])

    @property
    def unpaid_minor(self) -> int:
        return max(0, self.total_minor - self.row.paid_minor) if self.row.accepted_at else 0


def claim(id: UUID) -> ShownClaim:
    """Return one claim. :raises Claim.DoesNotExist: it is not here."""
    [found] = _claims(Claim.objects.filter(pk=id)) or [None]
    if found is None:
        raise Claim.DoesNotExist(id)
    return found


def claims_open(*, limit: int = 200) -> list[ShownClaim]:
    """Return what is to be done, the longest waiting first. Five queries."""
    return _claims(Claim.objects.filter(ended_at=None).order_by("asked_at", "id")[:limit])


def claims_ended(*, since: datetime, limit: int = 200) -> list[ShownClaim]:
    """Return what has ended since then, the latest first. Five queries."""
    return _claims(Claim.objects.filter(ended_at__gte=since).order_by("-ended_at", "-id")[:limit])


def claims_of(patient: UUID, *, limit: int | None = None) -> list[ShownClaim]:
    """Return what this person had here, the newest first."""
    return _claims(Claim.objects.filter(patient_id__in=uids_of(patient)).order_by("-asked_at", "-id")[:limit])


def _claims(rows: QuerySet[Claim]) -> list[ShownClaim]:
    lines = ClaimLine.objects.select_related("document", "item").prefetch_related(
        Prefetch("handouts", queryset=Handout.objects.order_by("at", "id")),
        Prefetch("questions", queryset=Question.objects.order_by("-asked_at")),
    )
    deliveries = Delivery.objects.order_by("at", "id")
    found = rows.select_related("patient").prefetch_related(
        Prefetch("lines", queryset=lines.order_by("position")), Prefetch("deliveries", queryset=deliveries)
    )
    return [
        ShownClaim(
            row=row,
            patient_name=row.patient.name_text if row.patient_id else "",
            birth_date=row.patient.birth_date if row.patient_id else None,
            lines=tuple(_claim_line(each) for each in row.lines.all()),
            deliveries=tuple(row.deliveries.all()),
        )
        for row in found
    ]


def _claim_line(row: ClaimLine) -> ShownClaimLine:
    doc = record.content_of(row.document) if row.document_id else {}
    dosage = doc.get("dosageInstruction", [])
    return ShownClaimLine(
        row=row,
        medicine=(doc.get("medicationCodeableConcept") or {}).get("text", ""),
        prescribed=medicine_document.read(doc) if doc else None,
        taken=tuple(each["text"] for each in dosage if each.get("text")),
        told=tuple(each["patientInstruction"] for each in dosage if each.get("patientInstruction")),
        indication=next((each.get("text", "") for each in doc.get("reasonCode", [])), ""),
        notes=tuple(each.get("text", "") for each in doc.get("note", [])),
        handouts=tuple(row.handouts.all()),
        questions=tuple(row.questions.all()),
    )


@dataclass(frozen=True)
class ShownRemark:
    """Something said, with its words."""

    row: Remark
    words: str


def remarks_of(*, order: UUID | None = None, claim: UUID | None = None) -> list[ShownRemark]:
    """Return what both sides said, the oldest first. One query."""
    found = Remark.objects.filter(order_id=order) if order else Remark.objects.filter(claim_id=claim)
    return [_remark(each) for each in found.select_related("document").order_by("said_at", "id")]


def remarks_for(orders: Iterable[UUID]) -> dict[UUID, list[ShownRemark]]:
    """Return what was said of these orders, by order. One query."""
    found: dict[UUID, list[ShownRemark]] = defaultdict(list)
    rows = Remark.objects.filter(order_id__in=list(orders)).select_related("document").order_by("said_at", "id")
    for each in rows:
        found[each.order_id].append(_remark(each))
    return dict(found)


def shown(found: Iterable[Remark]) -> list[ShownRemark]:
    """Return remarks in words; each comes with its document."""
    return [_remark(each) for each in found]


def _remark(row: Remark) -> ShownRemark:
    payload = record.content_of(row.document).get("payload", [])
    return ShownRemark(row, next((each.get("contentString", "") for each in payload), ""))


def count_open() -> int:
    """Return how many claims ask for something to be done. One query."""
    return Claim.objects.filter(ended_at=None).exclude(state__in=(Claim.State.ASKED, Claim.State.CHANGED)).count()


def count_unread() -> int:
    """Return how many remarks of the other side nobody has read yet. One query."""
    return Remark.objects.filter(is_ours=False, read_at=None).count()
