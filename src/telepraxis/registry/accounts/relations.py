"""As whom an account stands in an organization: the patients' room, which stands on this one, teaches it at start-up.

An account is a patient by its membership, and may act for others; where records were merged, the patients' room knows
which of them stands for the person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Standing:
    """As which patient an account comes in, by which other records this person is known, and for whom it may act."""

    patient_id: UUID | None = None
    same_person: frozenset[UUID] = frozenset()
    acts_for: frozenset[UUID] = frozenset()


_learned: list[Callable[[UUID, UUID | None], Standing]] = []


def learn(standing: Callable[[UUID, UUID | None], Standing]) -> None:
    """Ask `standing(account_id, patient_id of the membership)`, inside the served organization, who somebody is now."""
    if standing not in _learned:
        _learned.append(standing)


def standing_of(account_id: UUID, patient_id: UUID | None) -> Standing:
    """Return as whom the account stands in the served organization now."""
    for standing in _learned:
        return standing(account_id, patient_id)
    return Standing(patient_id)
