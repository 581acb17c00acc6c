"""Write down what was refused, in the patient's trail. A flood of attempts leaves a few rows, not a full table."""

from uuid import UUID

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.access.pace import Paces
from telepraxis.care.encounters.models import Visit

WRITTEN = Paces(rate=1 / 60, burst=5)  # rows for each visit and kind of attempt, in each process
OPENED = Paces(rate=0.5, burst=30)  # how often one visit's link, or one invitation, may be opened


def refused(action: str, *, visit: Visit, what: str = "", by: Actor) -> None:
    """Keep that somebody tried what they may not: who, from where, at which visit; five at once, then one a minute."""
    if is_worth_a_row(visit.id, action):
        write(action, visit=visit, what=what, by=by)


def is_worth_a_row(visit_id: UUID, action: str) -> bool:
    """Tell whether one more attempt of this kind is written down. Asks no database: a flood must cost nothing."""
    return WRITTEN.allows(visit_id, action)


def write(action: str, *, visit: Visit, what: str, by: Actor) -> None:
    """Write it down, after `is_worth_a_row` said so."""
    audit.wrote(by, action, patient=visit.patient_id, entity=("Visit", visit.id), reason=what)


def may_open(key: object) -> bool:
    """Tell whether a link may be opened once more now, or too many did so a moment ago."""
    return OPENED.allows(key)
