"""What happens to patients and matters for the lines of their charts."""

from datetime import datetime

from telepraxis.base.events import listens_to
from telepraxis.registry.patients.events import PatientAmended
from telepraxis.registry.patients.identity import records_of

from .events import ChartFellBehind
from .keeping import bring_up_to_date, make_afresh


@listens_to(ChartFellBehind)
def catch_up(fact: ChartFellBehind, *, now: datetime) -> None:
    """Make the next thousand lines; where more are missing still, the fact is told again."""
    bring_up_to_date(records_of(fact.patient_id))


@listens_to(PatientAmended)
def judge_values_anew(fact: PatientAmended, *, now: datetime) -> None:
    """A birth date or sex that was corrected changes what is usual."""
    make_afresh(fact.patient_id)
