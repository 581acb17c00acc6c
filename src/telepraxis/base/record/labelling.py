"""Put labels on a document and take them away; how much of a chart is closed to whoever looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from telepraxis.base import audit
from telepraxis.base.access import Actor

from . import store
from .keepers import patient_of
from .labels import Label


@dataclass(frozen=True)
class Withheld:
    """How many documents of a chart are closed to this transaction. Nothing else is told of them."""

    count: int

    def __bool__(self) -> bool:
        return self.count > 0


@store.in_one_transaction
def put_labels(
    type: str, logical_id: str, labels: Label, *, reason: str = "", by: Actor, now: datetime
) -> store.Stored:
    """Give a document exactly these labels, as its next version, signed or not.

    From the next statement on it is closed, in every channel, to all to whom they are not open; to `by` it stays open.
    Tells `LabelsChanged`. Who may do this is the rule of whoever calls.

    :raises Document.DoesNotExist: it is not here.
    :raises ClosedToReader: it is closed to whom the transaction serves.
    :raises NotADocument: it is of a type that is never closed.
    """
    before = store.of_type(type).filter(logical_id=logical_id).values_list("version", flat=True).first()
    row = store.relabel(type, logical_id, labels, by=by, now=now)
    if row.version != before:
        audit.wrote(by, "record.labelled", patient=patient_of(row), entity=(type, logical_id), reason=reason)
    return row


def withheld(patient: UUID | Iterable[UUID]) -> Withheld:
    """Return how much of a person's chart, of one record or of several that were merged, is closed. One query."""
    records = [patient] if isinstance(patient, UUID) else list(patient)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(documents), 0) FROM withheld_of(%s)", [records])
        return Withheld(int(cursor.fetchone()[0]))
