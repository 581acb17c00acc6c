"""What a transaction sees of what is labelled as sensitive (base/record/labels.py): bits, and whole charts."""

from dataclasses import dataclass, field
from uuid import UUID

EVERY_LABEL = 0x7FFF  # all bits of a smallint: labels of tomorrow too


@dataclass(frozen=True, slots=True)
class Sight:
    """Rows without a label are seen by everybody; others when `clearance` covers their labels, or their patient is
    among `opened`, or what somebody opened for this account (base/record/openings.py) covers the rest. Of a child in
    `opened_as_parent` everything is seen but what is kept from parents (the label ADOLESCENT).
    """

    clearance: int = 0
    opened: frozenset[UUID] = field(default_factory=frozenset)
    opened_as_parent: frozenset[UUID] = field(default_factory=frozenset)

    @property
    def sees_all(self) -> bool:
        """Whether no label hides anything."""
        return self.clearance & EVERY_LABEL == EVERY_LABEL

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a transaction, which the database's policies read."""
        return {
            "app.clearance": str(self.clearance),
            "app.opened": _listed(self.opened),
            "app.opened_as_parent": _listed(self.opened_as_parent),
        }


def _listed(patients: frozenset[UUID]) -> str:
    return ",".join(sorted(map(str, patients))) if patients else ""


EVERYTHING = Sight(EVERY_LABEL)  # the installation's own jobs
UNLABELLED = Sight()  # until it is known who looks
SETTINGS = tuple(UNLABELLED.settings)
