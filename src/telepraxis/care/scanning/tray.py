"""The tray: what is being read, what somebody has to confirm, what waits for a clinician."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery

from telepraxis.base.record.models import Patient

from .models import PaperDocument, Sheet, Stack
from .suggesting import suggestion_of
from .understanding.shapes import Suggestion

SHOWN = 60
UNSETTLED = (Sheet.State.WAITING, Sheet.State.READING)


@dataclass(frozen=True)
class Line:
    """One document of the tray: its row with `pages`, `poor`, `unread` and `first`, and what it seems to be."""

    document: PaperDocument
    suggestion: Suggestion
    patient: Patient | None
    is_late: bool

    @property
    def title(self) -> str:
        return self.suggestion.type[1] if self.suggestion.type else ""


@dataclass(frozen=True)
class Tray:
    """`reading`: stacks with `all`, `settled`, `poor` and `failed` pages; `more` documents wait that are not shown."""

    reading: list[Stack] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    more: int = 0
    with_values: list[PaperDocument] = field(default_factory=list)

    @property
    def late(self) -> int:
        return sum(line.is_late for line in self.lines)

    @property
    def is_empty(self) -> bool:
        return not (self.reading or self.lines or self.with_values)


def tray_of(*, clinician: bool, now: datetime) -> Tray:
    """Return the tray of the practice; what waits for a clinician only where one looks. Five queries at most."""
    rows = list(_open_documents()[:SHOWN])
    suggested = [suggestion_of(row) for row in rows]
    people = _people({one.patient for one in suggested if one.patient})
    lines = [
        Line(row, one, people.get(one.patient), row.stack.due_at < now)
        for row, one in zip(rows, suggested, strict=True)
    ]
    more = _open_documents().count() - SHOWN if len(rows) == SHOWN else 0
    return Tray(_being_read(), lines, more, _with_values() if clinician else [])


def _open_documents():
    first = Sheet.objects.filter(document=OuterRef("id")).exclude(small="").order_by("position")
    rows = PaperDocument.objects.filter(state=PaperDocument.State.TO_CONFIRM).select_related("stack")
    return rows.annotate(
        pages=Count("sheets"),
        poor=Count("sheets", filter=~Q(sheets__poor="")),
        unread=Count("sheets", filter=Q(sheets__state__in=UNSETTLED)),
        first=Subquery(first.values("id")[:1]),
    ).order_by("made_at", "stack", "position", "id")


def next_after(document: PaperDocument) -> UUID | None:
    """Return the document that is to be confirmed next: of the same stack first, then the one that waits longest."""
    rows = PaperDocument.objects.filter(state=PaperDocument.State.TO_CONFIRM).exclude(id=document.id)
    following = rows.filter(stack=document.stack_id).order_by("position", "id").values_list("id", flat=True).first()
    return following or rows.order_by("made_at", "position", "id").values_list("id", flat=True).first()


def _being_read() -> list[Stack]:
    counts = {
        "all": Count("sheets"),
        "settled": Count("sheets", filter=~Q(sheets__state__in=UNSETTLED)),
        "poor": Count("sheets", filter=~Q(sheets__poor="")),
        "failed": Count("sheets", filter=Q(sheets__state=Sheet.State.FAILED)),
    }
    return list(Stack.objects.filter(cut_at=None).annotate(**counts).order_by("sent_at", "id")[:SHOWN])


def _with_values() -> list[PaperDocument]:
    rows = PaperDocument.objects.filter(state=PaperDocument.State.FILED, values_open__gt=0)
    return list(rows.select_related("patient", "reference").order_by("filed_at", "id")[:SHOWN])


def _people(uids: set[UUID]) -> dict[UUID, Patient]:
    return {row.uid: row for row in Patient.objects.defer("doc").filter(uid__in=uids)} if uids else {}
