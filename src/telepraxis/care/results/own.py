"""The patient's own results: what they were told, in plain words, and whether they have read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from telepraxis.base import record
from telepraxis.registry.patients.identity import uids_of

from .document import said_in
from .models import How, Item
from .policy import settled
from .reading import Result, results_of

SHOWN = 60


@dataclass(frozen=True)
class Own:
    """One result as its patient reads it. `words` is "" of one that was released before anybody looked."""

    item: Item
    result: Result | None
    words: str

    @property
    def type(self) -> str:
        return self.item.type

    @property
    def uid(self) -> UUID:
        return self.item.document

    @property
    def what(self) -> str:
        return self.result.title if self.result else ""

    @property
    def asks_to_read(self) -> bool:
        return self.item.told_at is not None and self.item.acknowledged_at is None

    @property
    def is_looked_at_again(self) -> bool:
        """Whether they were told of a version that holds no more, and nobody has written to them since."""
        return self.item.told_at is None and self.item.told_version is not None


def own_results(patient: UUID) -> list[Own]:
    """Return what the patient may read of their results, the newest first. Ten queries, however many."""
    told = Q(told_version__isnull=False)
    shown = told | Q(filed_at=None, part_of=None, withdrawn_at=None) if settled().at_once else told
    items = list(
        Item.objects.filter(shown, patient_id__in=uids_of(patient), part_of=None).order_by("-arrived_at", "-id")[:SHOWN]
    )
    results, words = results_of(items), words_of(items)
    return [Own(item, results.get(item.id), words.get(item.words, "")) for item in items if item.id in results]


def words_of(items: Sequence[Item]) -> dict[str, str]:
    """Return {id of a Communication or ClinicalImpression: what it says}. One query, none without any."""
    wanted = {each for item in items for each in (item.words, item.finding) if each}
    if not wanted:
        return {}
    found = record.of_type("Communication") | record.of_type("ClinicalImpression")
    return {row.logical_id: said_in(record.content_of(row)) for row in found.filter(logical_id__in=wanted)}


def to_read(patient: UUID) -> tuple[int, bool]:
    """Return how many results a patient was told of in the portal and has not read, and whether there are any at all.
    One query.
    """
    told = Item.objects.filter(patient_id__in=uids_of(patient), told_version__isnull=False)
    every = list(told.values_list("told_how", "acknowledged_at", "told_at")[:SHOWN])
    unread = sum(at is None and told_at is not None and how == How.PORTAL for how, at, told_at in every)
    return unread, bool(every)
