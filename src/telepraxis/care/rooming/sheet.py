"""The sheet as it is read: by the nurse who fills it in, and by the clinician beside the note."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from telepraxis.care.encounters.models import Visit
from telepraxis.care.measurements.reading import Measured, of_encounter

from .models import Intake

GROWN_UP = 18


@dataclass(frozen=True)
class Sheet:
    """All that was gathered before the clinician. `is_child`: the weight is asked for."""

    visit: Visit
    intake: Intake | None
    measured: list[Measured]
    is_child: bool

    @property
    def weight(self) -> Measured | None:
        return next((one for one in self.measured if one.kind.name == "weight"), None)

    @property
    def weight_missing(self) -> bool:
        return self.is_child and self.weight is None

    @property
    def newest(self) -> list[Measured]:
        """The newest value of each kind, in the order of measuring."""
        found: dict[str, Measured] = {}
        for one in self.measured:
            found.setdefault(one.kind.name, one)
        return list(found.values())

    @property
    def subjective(self) -> str:
        """What goes into the note under "Subjective": the patient's words, and what they take."""
        if self.intake is None:
            return ""
        lines = [self.intake.reason] if self.intake.reason else []
        if self.intake.takes_nothing_said_at:
            lines.append(_("Takes no medicines, as the patient says."))
        elif self.intake.medicines:
            listed = "; ".join(" ".join(filter(None, (each["name"], each["how"]))) for each in self.intake.medicines)
            lines.append(_("Takes, as the patient says: %(medicines)s.") % {"medicines": listed})
        if self.intake.remarks:
            lines.append(_("Nurse: %(remarks)s") % {"remarks": self.intake.remarks})
        return "\n".join(lines)

    @property
    def objective(self) -> str:
        """What goes into the note under "Objective": what was measured."""
        return "; ".join(f"{one.kind.label} {one.text} {one.unit}" for one in self.newest)


def sheet_of(visit: Visit, today: date) -> Sheet:
    """Return what was gathered for the visit so far. Two queries at most."""
    intake = Intake.objects.filter(visit=visit).first()
    return Sheet(visit, intake, of_encounter(visit.encounter_id), is_child(visit.patient.birth_date, today))


def is_child(born: date | None, today: date) -> bool:
    """Return whether somebody born that day is under 18."""
    if born is None:
        return False
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return years < GROWN_UP
