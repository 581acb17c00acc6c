"""Which values are dangerous or unlikely, and what to tell the patient at once. Pure; no diagnosis.

Sources: blood pressure ACC/AHA 2017 (crisis: 180 or 120 and above) and NEWS2; oxygen WHO (below 90 %); blood sugar ADA
(level 2: below 3.0 mmol/l) and JBDS (30 mmol/l and above; here from 20 on); pulse and temperature NEWS2, NICE NG143.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from telepraxis.care.measurements.kinds import Kind
from telepraxis.care.measurements.ranges import ADULT, flag_of, months_between

BABY = 3  # months
HOME = (
    "blood_pressure", "heart_rate", "weight", "temperature", "oxygen_saturation", "glucose", "peak_flow",
    "respiratory_rate", "height",
)  # fmt: skip
UNLIKELY: dict[str, tuple[tuple[str, str], ...]] = {  # from, to: beyond, we ask whether it was typed rightly
    "blood_pressure": (("70", "220"), ("40", "130")),
    "heart_rate": (("35", "180"),),
    "oxygen_saturation": (("80", "100"),),
    "temperature": (("34.0", "41.5"),),
    "glucose": (("2.5", "25"),),
    "respiratory_rate": (("7", "50"),),
    "height": (("45", "215"),),
    "peak_flow": (("60", "750"),),
}
WEIGHT_DIFFERS = Decimal("0.12")  # from the last one


@dataclass(frozen=True)
class Danger:
    """A value that cannot wait: what it is, and what to do, in plain words."""

    what: str | Promise
    do: str | Promise


BP_HIGH = Danger(
    _("This blood pressure is very high."),
    _(
        "Sit down, rest for five minutes and measure again. If it is still so high, or you have chest pain, trouble "
        "breathing, a very bad headache, weakness, or trouble seeing or speaking: call at once."
    ),
)
BP_LOW = Danger(
    _("This blood pressure is very low."),
    _("Lie down and measure again. If you feel faint, cold and sweaty, or confused: call at once."),
)
OXYGEN_LOW = Danger(
    _("This is too little oxygen."),
    _(
        "Sit upright, warm your finger and measure again. If it is still below 90 %, or you are short of breath, or "
        "your lips look blue or grey: call at once."
    ),
)
SUGAR_LOW = Danger(
    _("Your blood sugar is very low."),
    _(
        "Eat or drink something sweet now: juice, sugar, glucose tablets. Measure again after 15 minutes. If you "
        "become drowsy or confused, cannot swallow, or it does not rise: call at once."
    ),
)
SUGAR_HIGH = Danger(
    _("Your blood sugar is very high."),
    _("If you vomit, breathe fast, are very thirsty, drowsy or confused: call at once. If not, phone us today."),
)
PULSE = Danger(
    _("This pulse is far from usual."),
    _(
        "Sit down and measure again after five minutes. If it stays so, or you feel faint or have chest pain: call at "
        "once."
    ),
)
BREATHING = Danger(
    _("This is far from usual breathing."),
    _("Sit upright and count again for a whole minute. If it stays so, or you are short of breath: call at once."),
)
FEVER = Danger(
    _("This temperature is dangerous."),
    _("If there is a stiff neck, a rash, confusion, drowsiness or a fit: call at once. If not, phone us now."),
)
COLD = Danger(
    _("This temperature is very low."),
    _("Warm up and measure again. If it stays so, or you shiver, are drowsy or confused: call at once."),
)


def danger_of(kind: Kind, values: tuple[Decimal, ...], born: date | None, day: date) -> Danger | None:
    """Return what is dangerous about values in the unit in which the kind is kept, None where nothing is."""
    find = _RULES.get(kind.name)
    months = months_between(born, day)
    found = find(values, months) if find else None
    if found is None and months is not None and months < ADULT:
        return _of_child(kind, values, born, day)
    return found


def _pressure(values: tuple[Decimal, ...], months: int | None) -> Danger | None:
    upper, lower = values
    if upper >= 180 or lower >= 120:
        return BP_HIGH
    is_child = months is not None and months < ADULT
    return BP_LOW if upper < 90 and not is_child else None


def _pulse(values: tuple[Decimal, ...], months: int | None) -> Danger | None:
    is_child = months is not None and months < ADULT
    return PULSE if not is_child and (values[0] <= 40 or values[0] >= 131) else None


def _breathing(values: tuple[Decimal, ...], months: int | None) -> Danger | None:
    is_child = months is not None and months < ADULT
    return BREATHING if not is_child and (values[0] <= 8 or values[0] >= 25) else None


def _temperature(values: tuple[Decimal, ...], months: int | None) -> Danger | None:
    if values[0] <= 35:
        return COLD
    is_baby = months is not None and months < BABY
    return FEVER if values[0] >= (38 if is_baby else 40) else None


_RULES = {
    "blood_pressure": _pressure,
    "heart_rate": _pulse,
    "oxygen_saturation": lambda values, months: OXYGEN_LOW if values[0] < 90 else None,
    "respiratory_rate": _breathing,
    "temperature": _temperature,
    "glucose": lambda values, months: SUGAR_LOW if values[0] < 3 else SUGAR_HIGH if values[0] >= 20 else None,
}


def _of_child(kind: Kind, values: tuple[Decimal, ...], born: date | None, day: date) -> Danger | None:
    """What a source calls alarming at the child's age."""
    flag = flag_of(kind, values, born, day)
    if flag is None or flag.tone != "danger":
        return None
    return {"temperature": FEVER, "oxygen_saturation": OXYGEN_LOW}.get(kind.name)


def is_unlikely(kind: Kind, values: tuple[Decimal, ...], last_weight: Decimal | None = None) -> bool:
    """Tell whether the values are possible, and yet so rare that a slip of the hand is likelier."""
    if kind.name == "weight" and last_weight:
        return abs(values[0] - last_weight) / last_weight > WEIGHT_DIFFERS
    usual = UNLIKELY.get(kind.name, ())
    return any(not Decimal(low) <= value <= Decimal(high) for value, (low, high) in zip(values, usual, strict=False))
