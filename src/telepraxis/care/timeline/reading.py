"""What the timeline of a chart shows, a page at a time.

A person's `records` are those of `registry.patients.identity.records_of`, asked once for a page: named one by one, they
let the database walk along the index of lines instead of sorting a chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, Q, QuerySet

from .kinds import LABELS, OTHER
from .models import Line

PAGE = 20  # lines: what a screen shows at once
HEAVY = ("text", "folded")


@dataclass(frozen=True)
class Found:
    """One page of lines, newest first; `after` is the line after which more follow, None on the last page."""

    lines: list[Line]
    after: UUID | None = None
    words: list[str] = field(default_factory=list)


def page_of(records: Sequence[UUID], *, kind: str = "", after: UUID | None = None) -> Found:
    """Return a page of the person's lines, of one kind or of all that are clinical. One query."""
    return cut(newest_first(of_kind(lines_of(records), kind), after).defer(*HEAVY))


def lines_of(records: Sequence[UUID]) -> QuerySet[Line]:
    """Return all that a chart tells of a person, in all their records."""
    return Line.objects.filter(patient_id__in=records).exclude(kind="")


def of_kind(lines: QuerySet[Line], kind: str) -> QuerySet[Line]:
    return lines.filter(kind=kind) if kind in LABELS else lines.exclude(kind=OTHER)


def newest_first(lines: QuerySet[Line], after: UUID | None) -> QuerySet[Line]:
    """Return the lines in their order, those that follow on a line where one is named."""
    if after is not None:
        at = Line.objects.filter(uid=after).values("at")[:1]
        lines = lines.filter(Q(at__lt=at) | Q(at=at, uid__lt=after))
    return lines.order_by(F("at").desc(), F("uid").desc())


def cut(lines: QuerySet[Line], words: list[str] | None = None) -> Found:
    """Return a page of the lines, and whether more follow."""
    rows = list(lines[: PAGE + 1])
    return Found(rows[:PAGE], rows[PAGE - 1].uid if len(rows) > PAGE else None, words or [])
