"""What hangs on a record: counted for the preview of a merge, by this room and by rooms above that taught it.

A room above says at start-up ``held.learn(count)``; ``count(patients, now)`` returns `Held` lines, each in one query.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from telepraxis.base.record.models import CarePlan, Composition, Consent, DocumentReference, Encounter, Observation

from .identity import uids_of


@dataclass(frozen=True)
class Held:
    """One line of the preview: how many of something each record has, and what to think of before merging.

    `refuses` says why the two cannot be merged just now.
    """

    label: object
    counts: dict[UUID, int] = field(default_factory=dict)
    warns: object = ""
    refuses: object = ""

    def of(self, patient: UUID) -> int:
        return self.counts.get(patient, 0)


@dataclass(frozen=True)
class Written:
    """One entry of a chart, as the page of a merge lists it."""

    kind: object
    title: str
    at: datetime


Counter = Callable[[Sequence[UUID], datetime], list[Held]]
_learned: list[Counter] = []

DOCUMENTS = {
    Composition: _("Notes"),
    Observation: _("Measurements"),
    DocumentReference: _("Files and letters"),
    CarePlan: _("Plans"),
    Consent: _("Consents"),
}
ENTRIES = {
    Encounter: (_("Visit"), "class_code"),
    Composition: (_("Note"), "title"),
    Observation: (_("Measurement"), "code"),
    DocumentReference: (_("File or letter"), "title"),
    CarePlan: (_("Plan"), "title"),
    Consent: (_("Consent"), "policy"),
}
SHOWN = 100


def learn(count: Counter) -> None:
    """Ask `count(patients, now)` too, for every preview."""
    if count not in _learned:
        _learned.append(count)


def held_by(patients: Sequence[UUID], *, now: datetime) -> list[Held]:
    """Return what hangs on each of these records themselves, line by line, in a constant number of queries."""
    lines = [line for count in _learned for line in count(patients, now)]
    return lines + [Held(label, _counted(model, patients)) for model, label in DOCUMENTS.items()]


def obstacles(patients: Sequence[UUID], *, now: datetime) -> list[str]:
    """Return why these records cannot be merged just now."""
    return [str(line.refuses) for count in _learned for line in count(patients, now) if line.refuses]


def _counted(model, patients: Sequence[UUID]) -> dict[UUID, int]:
    found = model.objects.filter(patient_id__in=list(patients)).values_list("patient_id")
    return dict(found.annotate(number=Count("uid")).order_by())


def written_since(patient: UUID, moment: datetime) -> list[Written]:
    """Return what was written in the person's records since then, the newest first, at most 100. Six queries."""
    entries = []
    for model, (kind, title) in ENTRIES.items():
        rows = model.objects.filter(patient_id__in=uids_of(patient), last_updated__gte=moment).order_by("-last_updated")
        entries += [Written(kind, *row) for row in rows.values_list(title, "last_updated")[:SHOWN]]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:SHOWN]
