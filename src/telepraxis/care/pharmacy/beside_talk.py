"""What is said with pharmacies beside a prescription, where it was prescribed."""

from dataclasses import dataclass
from uuid import UUID

from . import reading
from .models import Order, Remark
from .reading import ShownRemark

MOST = 200


@dataclass(frozen=True)
class Thread:
    """An order with what was said about it; while it is open something can be written."""

    order: Order
    said: tuple[ShownRemark, ...]

    @property
    def new(self) -> tuple[UUID, ...]:
        """What came and nobody here has read yet."""
        return tuple(each.row.id for each in self.said if not each.row.is_ours and each.row.read_at is None)


def threads_of(prescription: UUID) -> list[Thread]:
    """Return the orders of a prescription that are open, or about which something was said, the newest first. Two
    queries.
    """
    orders = list(Order.objects.filter(prescription_id=prescription).order_by("-placed_at", "-id"))
    said = reading.remarks_for([each.id for each in orders]) if orders else {}
    threads = (Thread(order, tuple(said.get(order.id, ()))) for order in orders)
    return [each for each in threads if each.said or each.order.is_open]


def unread(practitioner: UUID | None) -> list[ShownRemark]:
    """Return what pharmacists wrote about this prescriber's prescriptions, or anybody's, that nobody here has read, the
    oldest first. One query.
    """
    found = Remark.objects.filter(is_ours=False, read_at=None, order__isnull=False)
    if practitioner is not None:
        found = found.filter(order__prescription__author_id=practitioner)
    return reading.shown(found.select_related("document", "order", "patient").order_by("said_at", "id")[:MOST])
