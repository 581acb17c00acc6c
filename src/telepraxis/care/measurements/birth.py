"""How many weeks a pregnancy had lasted when somebody was born, and the age that this makes of a child born early.

An age is corrected by the weeks that were missing to 40 (American Academy of Pediatrics, "Age terminology during the
perinatal period", Pediatrics 2004;114:1362-1364), for children born before 37 weeks, until they are 24 months old.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

AT_BIRTH = "76516-4"  # LOINC: Gestational age--at birth
ESTIMATED = "11884-4"  # LOINC: Gestational age Estimated; of a child when it was said in the first weeks of its life
CODES = (AT_BIRTH, ESTIMATED)
TERM, EARLY = 280, 259  # days: 40 weeks; before 37 weeks is before term
CORRECTED_UNTIL = 24  # months of life
FIRST_WEEKS = timedelta(days=31)
POSSIBLE = range(140, 316)  # days: 20 to 45 weeks
DAYS = {"d": Decimal(1), "wk": Decimal(7)}  # UCUM


@dataclass(frozen=True)
class Gestation:
    """How long the pregnancy had lasted at birth, in days."""

    days: int

    @property
    def is_early(self) -> bool:
        return self.days < EARLY

    @property
    def missing_days(self) -> int:
        """What an age is corrected by: the days to 40 weeks, of whoever was born before 37."""
        return TERM - self.days if self.is_early else 0

    @property
    def text(self) -> str:
        weeks, days = divmod(self.days, 7)
        return _("%(weeks)s weeks and %(days)s days") % {"weeks": weeks, "days": days}


def gestation_in(docs: Iterable[dict], born: date) -> Gestation | None:
    """Return what the first of these Observations (R4) that can be meant says, None where none does. Pure."""
    return next((found for doc in docs if (found := _read(doc, born)) is not None), None)


def _read(doc: dict, born: date) -> Gestation | None:
    codes = {each.get("code") for each in (doc.get("code") or {}).get("coding", [])}
    if AT_BIRTH not in codes and not (ESTIMATED in codes and _is_of_birth(doc, born)):
        return None
    said = doc.get("valueQuantity") or {}
    times = DAYS.get(said.get("code") or said.get("unit"))
    if times is None or said.get("value") is None or said.get("comparator"):
        return None
    days = int(Decimal(str(said["value"])) * times)  # days that are over, as weeks and days are said
    return Gestation(days) if days in POSSIBLE else None


def _is_of_birth(doc: dict, born: date) -> bool:
    """Tell it from the age of a pregnancy of her own, which is estimated in the same words."""
    try:
        said = date.fromisoformat(str(doc.get("effectiveDateTime", ""))[:10])
    except ValueError:
        return False
    return timedelta(days=-1) <= said - born <= FIRST_WEEKS
