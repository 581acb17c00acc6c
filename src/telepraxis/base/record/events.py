"""Facts of this room."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from telepraxis.base.events import Fact, tell_many

from .index import Replaced
from .rows import type_of


@dataclass(frozen=True, kw_only=True)
class LabelsChanged(Fact):
    """A document that was here already has other labels than before: `added` and `removed` are bits of `labels.Label`.

    `patient_id` is None where it is in nobody's chart.
    """

    patient_id: UUID | None
    type: str
    logical_id: str
    added: int
    removed: int


def tell_of_labels(changes: Iterable[Replaced]) -> None:
    """Tell which of the documents have other labels now."""
    if changed := [each for each in changes if each.row.labels != each.labels_before]:
        tell_many(
            LabelsChanged(
                patient_id=getattr(each.row, "patient_id", None),
                type=type_of(each.row),
                logical_id=each.row.logical_id,
                added=each.row.labels & ~each.labels_before,
                removed=each.labels_before & ~each.row.labels,
            )
            for each in changed
        )
