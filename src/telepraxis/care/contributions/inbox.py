"""What came from patients and waits for a clinician. A constant number of queries, however much there is."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from telepraxis.base.access import Actor

from .entries import Entry, entries_of
from .models import Arrival, Correction, Question
from .own import texts_of

MOST = 200
QUESTION, CORRECTION = "question", "correction"
KINDS = (Arrival.Kind.DANGER.value, QUESTION, CORRECTION, Arrival.Kind.SYMPTOM.value, Arrival.Kind.PHOTO.value)
ICONS = {"danger": "alert", "question": "message", "correction": "pen", "symptom": "pulse", "photo": "image"}


@dataclass(frozen=True)
class Item:
    """One thing to do: what it is about, who it waits for, and by when."""

    kind: str
    row: Question | Correction | Arrival
    entry: Entry
    at: datetime
    text: str = ""
    overdue: bool = False

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def owner(self):
        return getattr(self.row, "owner", None)

    @property
    def turn(self) -> tuple:
        """Danger first, then what is overdue, then the oldest."""
        return (self.kind != "danger", not self.overdue, self.at)


@dataclass(frozen=True)
class Inbox:
    """The items of one reader, those of `kind` alone where one is chosen; `counts` has all kinds."""

    items: list[Item]
    counts: dict[str, int]
    has_more: bool

    @property
    def count(self) -> int:
        return sum(self.counts.values())


def inbox_of(actor: Actor, now: datetime, *, kind: str = "", everybody: bool = False) -> Inbox:
    """Return what waits: what is the actor's own or nobody's, or everybody's. Five queries at most."""
    questions, corrections, arrivals = _waiting(actor, everybody)
    rows = [*questions, *corrections, *arrivals]
    entries = entries_of({row.document for row in rows})
    written, today = texts_of(questions), localdate(now)
    items = [
        *(Item(QUESTION, each, entries[each.document], each.opened_at, written[each.id][-1].text)
          for each in questions if each.document in entries),
        *(Item(CORRECTION, each, entries[each.document], each.asked_at, each.wrong, each.due_on < today)
          for each in corrections if each.document in entries),
        *(Item(each.kind, each, entries[each.document], each.arrived_at)
          for each in arrivals if each.document in entries),
    ]  # fmt: skip
    counts = {name: sum(item.kind == name for item in items) for name in KINDS}
    shown = sorted((item for item in items if kind in ("", item.kind)), key=lambda item: item.turn)
    return Inbox(shown[:MOST], counts, len(shown) > MOST)


def count_of(actor: Actor) -> int:
    """Return how many things wait for the actor or for anybody. Four queries at most."""
    rows = [row for each in _waiting(actor, False) for row in each]
    shown = entries_of({row.document for row in rows})
    return sum(row.document in shown for row in rows)


def _waiting(actor: Actor, everybody: bool) -> tuple[list[Question], list[Correction], list[Arrival]]:
    whose = Q() if everybody else Q(owner=None) | Q(owner_id=actor.practitioner_id)
    questions = Question.objects.filter(whose, answered_at=None).order_by("opened_at")
    corrections = Correction.objects.filter(whose, decision="").order_by("due_on", "asked_at")
    arrivals = Arrival.objects.filter(seen_at=None).select_related("patient").defer("patient__doc")
    return (
        list(_with_names(questions)[: MOST + 1]),
        list(_with_names(corrections)[: MOST + 1]),
        list(arrivals.order_by("arrived_at")[: MOST + 1]),
    )


def _with_names(rows):
    return rows.select_related("patient", "owner").defer("patient__doc", "owner__doc")
