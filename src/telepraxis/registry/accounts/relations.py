"""For whom an account may act: the patients' room teaches this room at start-up, since it stands on it."""

from collections.abc import Callable, Iterable
from uuid import UUID

_learned: list[Callable[[UUID], Iterable[UUID]]] = []


def learn(patients_of: Callable[[UUID], Iterable[UUID]]) -> None:
    """Ask `patients_of(account_id)`, inside the served organization, for the patients the account may act for now."""
    if patients_of not in _learned:
        _learned.append(patients_of)


def acts_for(account_id: UUID) -> frozenset[UUID]:
    """Return the uids of the patients the account may act for in the served organization now."""
    return frozenset(patient for patients_of in _learned for patient in patients_of(account_id))
