"""What became of each prescribed line: prescribed, ordered where, ready, handed out, or never picked up."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from telepraxis.care.medications import reading, showing
from telepraxis.care.medications.showing import ShownLine
from telepraxis.registry.patients.identity import uids_of

from .models import OrderLine
from .own_orders import TONES, pieces

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Event:
    """One order of a line: where, since when it stands so."""

    row: OrderLine
    pharmacy: str
    ordered_at: datetime
    quantity_words: str
    had_words: str  # what of it was handed out

    @property
    def state_words(self) -> str:
        if self.row.state == OrderLine.State.KEPT:
            return _("Kept for the patient")
        if self.row.state == OrderLine.State.CANCELLED and self.row.why:
            return self.row.get_why_display()
        return self.row.get_state_display()

    @property
    def tone(self) -> str:
        return "danger" if self.row.state == OrderLine.State.NOT_PICKED_UP else TONES.get(self.row.state, "")


@dataclass(frozen=True)
class Story:
    """A prescribed line and its orders, the newest first; none where nobody ordered it yet."""

    said: ShownLine
    events: tuple[Event, ...]

    @property
    def name(self) -> str:
        return self.said.name


def of_prescription(prescription: UUID, now: datetime) -> list[Story]:
    """Return what became of each line that is open to the reader."""
    shown = showing.one(reading.prescription(prescription), now, with_code=False)
    return _stories(shown.lines)


def lately(patient: UUID, now: datetime) -> list[Story]:
    """Return the lines of a person that are at a pharmacy, or whose order ended within the last month."""
    theirs = OrderLine.objects.filter(patient_id__in=uids_of(patient), changed_at__gt=now - LATELY)
    wanted = set(theirs.values_list("line_id", flat=True))
    if not wanted:
        return []
    every = showing.every(reading.prescriptions_of(patient), now)
    return _stories([line for each in every for line in each.lines if line.row.id in wanted])


def _stories(lines) -> list[Story]:
    found: dict[UUID, list[OrderLine]] = defaultdict(list)
    rows = OrderLine.objects.filter(line_id__in=[line.row.id for line in lines]).select_related("order")
    for row in rows.order_by("-order__placed_at", "-id"):
        found[row.line_id].append(row)
    return [Story(line, tuple(_event(row, line) for row in found[line.row.id])) for line in lines]


def _event(row: OrderLine, said: ShownLine) -> Event:
    order = row.order
    had = pieces(row.handed_out, said) if row.handed_out else ""
    return Event(row, order.pharmacy_name, order.placed_at, pieces(row.quantity, said), had)
