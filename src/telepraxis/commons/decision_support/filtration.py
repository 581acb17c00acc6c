"""What is known of the kidneys: the newest figure, by which equation, from which day, and what it lacks."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from telepraxis.base.ui.times import long_date_text

from .case import Case
from .facts import Measured
from .kidney_function import bedside_schwartz, ckd_epi_2021, cockcroft_gault

STALE_DAYS = 365
ADULT, INFANT = 18, 1


@dataclass(frozen=True)
class Value:
    """A filtration: `short` names it, `words` say where it comes from."""

    ml_min: float
    on: date
    short: str
    words: str


@dataclass(frozen=True)
class Filtration:
    """The figures there are, and what is unknown: (words, whether it concerns the clearance only)."""

    egfr: Value | None
    clearance: Value | None
    unknown: tuple[tuple[str, bool], ...]

    def of(self, measure: str) -> Value | None:
        return self.egfr if measure == "egfr" else self.clearance or self.egfr


def measured(case: Case) -> Filtration:
    """Return how well the person's kidneys filter, as far as that is known."""
    computed, lacking = _computed(case)
    egfr = max((value for value in (_reported(case), computed) if value), key=lambda value: value.on, default=None)
    clearance = _clearance(case)
    unknown = [(words, False) for words in _unknown_egfr(case, egfr, lacking)]
    if egfr and clearance is None and _is_adult(case):
        unknown.append((_("Creatinine clearance needs creatinine and weight; the eGFR stands in for it."), True))
    return Filtration(egfr, clearance, tuple(unknown))


def _reported(case: Case) -> Value | None:
    found = _usable(case.person.egfr, case)
    if found is None:
        return None
    words = _("eGFR %(value)s mL/min/1.73 m², reported by a laboratory on %(day)s.")
    return Value(float(found.value), found.on, _("eGFR"), words % _figures(float(found.value), found.on))


def _computed(case: Case) -> tuple[Value | None, str]:
    """Return the eGFR by the equation for the age, or what it lacks."""
    creatinine, age = _usable(case.person.creatinine_umol_l, case), case.age
    if creatinine is None:
        return None, _("Creatinine is not known.")
    if age is None:
        return None, _("The age is not known, so the eGFR cannot be computed.")
    if age < INFANT:
        return None, _("No equation is used below one year of age.")
    if age < ADULT:
        return _of_a_child(case, creatinine)
    value = min(
        ckd_epi_2021(creatinine_umol_l=creatinine.value, age=age, is_female=is_female) for is_female in _sexes(case)
    )
    words = _("eGFR %(value)s mL/min/1.73 m² (CKD-EPI 2021), creatinine of %(day)s.") % _figures(value, creatinine.on)
    return Value(value, creatinine.on, _("eGFR"), words), ""


def _of_a_child(case: Case, creatinine: Measured) -> tuple[Value | None, str]:
    height = case.person.height_cm
    if height is None or height.value <= 0:
        return None, _("The height is not known, so a child's eGFR cannot be computed.")
    value = bedside_schwartz(creatinine_umol_l=creatinine.value, height_cm=height.value)
    words = _("eGFR %(value)s mL/min/1.73 m² (bedside Schwartz), creatinine of %(day)s.")
    return Value(value, creatinine.on, _("eGFR"), words % _figures(value, creatinine.on)), ""


def _clearance(case: Case) -> Value | None:
    creatinine, weight = _usable(case.person.creatinine_umol_l, case), case.person.weight_kg
    if creatinine is None or weight is None or weight.value <= 0 or not _is_adult(case):
        return None
    value = min(
        cockcroft_gault(creatinine_umol_l=creatinine.value, age=case.age, weight_kg=weight.value, is_female=is_female)
        for is_female in _sexes(case)
    )
    words = _("Creatinine clearance %(value)s mL/min (Cockcroft-Gault), creatinine of %(day)s.")
    return Value(value, creatinine.on, "CrCl", words % _figures(value, creatinine.on))


def _unknown_egfr(case: Case, egfr: Value | None, lacking: str) -> list[str]:
    if egfr is None:
        return [_("Kidney function is not known. %(why)s") % {"why": lacking}]
    if (case.today - egfr.on).days > STALE_DAYS:
        return [_("Kidney function was last measured on %(day)s; measure again.") % {"day": long_date_text(egfr.on)}]
    return []


def _usable(found: Measured | None, case: Case) -> Measured | None:
    """Return the figure unless it cannot be. A laboratory east of the patient may be a day ahead."""
    return found if found and found.value > 0 and found.on <= case.today + timedelta(days=1) else None


def _sexes(case: Case) -> tuple[bool, ...]:
    """Return for which sexes to compute: where it is not known, for both, and the lower value counts."""
    return {"female": (True,), "male": (False,)}.get(case.person.sex, (True, False))


def _is_adult(case: Case) -> bool:
    return case.age is not None and case.age >= ADULT


def _figures(value: float, on: date) -> dict[str, object]:
    return {"value": round(value), "day": long_date_text(on)}
