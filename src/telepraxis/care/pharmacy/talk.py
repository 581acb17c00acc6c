"""What pharmacist and prescriber say to each other, as either side reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from telepraxis.base import record

from .models import Remark


@dataclass(frozen=True)
class Said:
    """One remark. `is_new`: nobody of ours has read it before."""

    id: UUID
    author: str
    words: str
    said_at: datetime
    is_ours: bool
    is_new: bool


def said_in(rows: QuerySet[Remark]) -> tuple[Said, ...]:
    """Return remarks in their order; one whose words are closed to the reader is left out. One query."""
    found = rows.select_related("document").order_by("said_at", "id")
    return tuple(_said(each) for each in found if each.document is not None)


def _said(row: Remark) -> Said:
    payload = record.content_of(row.document).get("payload", [])
    words = next((each.get("contentString", "") for each in payload), "")
    return Said(row.id, row.author, words, row.said_at, row.is_ours, not row.is_ours and row.read_at is None)


def unread(said: Iterable[Said]) -> int:
    return sum(each.is_new for each in said)
