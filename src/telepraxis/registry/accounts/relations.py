"""As whom an account stands in an organization: the patients' room, which stands on this one, teaches it at start-up.

An account is a patient by its membership, and may act for others; where records were merged, the patients' room knows
which of them stands for the person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Standing:
    """As which patient an account comes in, by which other records this person is known, and for whom it may act.

    Of those it acts for: `opened` are who let it read their restricted entries too, `opened_as_parent` young children.
    """

    patient_id: UUID | None = None
    same_person: frozenset[UUID] = frozenset()
    acts_for: frozenset[UUID] = frozenset()
    opened: frozenset[UUID] = frozenset()
    opened_as_parent: frozenset[UUID] = frozenset()


_learned: list[Callable[[UUID, UUID | None], Standing]] = []


def learn(standing: Callable[[UUID, UUID | None], Standing]) -> None:
    """Ask `standing(account_id, patient_id of the membership)`, inside the served organization, who somebody is now."""
    if standing not in _learned:
        _learned.append(standing)


_whose: list[Callable[[UUID, str, datetime], bool]] = []


def learn_whose_address(is_wards: Callable[[UUID, str, datetime], bool]) -> None:
    """Ask `is_wards(account_id, email, now)`, inside a served organization, whether a minor has this address for whom
    the account acts."""
    if is_wards not in _whose:
        _whose.append(is_wards)


def is_address_of_ward(account_id: UUID, email: str, now: datetime) -> bool:
    """Tell whether a minor for whom the account acts in the served organization has this address."""
    return any(is_wards(account_id, email, now) for is_wards in _whose)


def standing_of(account_id: UUID, patient_id: UUID | None) -> Standing:
    """Return as whom the account stands in the served organization now."""
    for standing in _learned:
        return standing(account_id, patient_id)
    return Standing(patient_id)
