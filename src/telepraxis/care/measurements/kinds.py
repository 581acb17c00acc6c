"""What can be measured: codes (LOINC), units (UCUM) and the limits beyond which a value is a slip of the hand."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"

KPA = Decimal("7.50062")  # 1 kPa in mm Hg
POUND = Decimal("0.45359237")
INCH = Decimal("2.54")
GLUCOSE_MG = Decimal("18.0156")  # 1 mmol/l of glucose in mg/dl


class UnknownUnit(ValueError):
    """The kind is not measured in this unit."""


@dataclass(frozen=True)
class Unit:
    """A unit: its UCUM code, as people write it, and how to come to the unit in which the kind is kept."""

    ucum: str
    shown: str
    times: Decimal = Decimal(1)
    minus: Decimal = Decimal(0)  # taken off first: Fahrenheit's 32

    def to_kept(self, value: Decimal) -> Decimal:
        return (value - self.minus) * self.times

    def from_kept(self, value: Decimal) -> Decimal:
        return value / self.times + self.minus


@dataclass(frozen=True)
class Part:
    """One number of a kind. `low` and `high` are the limits of the possible, in the kept unit."""

    code: str
    display: str  # LOINC's own name
    label: str | Promise
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Kind:
    """Something that can be measured; a panel has two parts. The first unit is the one in which it is kept."""

    name: str
    code: str
    display: str
    label: str | Promise
    units: tuple[Unit, ...]
    parts: tuple[Part, ...]
    decimals: int = 0
    category: str = "vital-signs"
    also: tuple[tuple[str, str], ...] = ()  # further codings that a profile asks for

    @property
    def unit(self) -> Unit:
        return self.units[0]

    @property
    def is_panel(self) -> bool:
        return len(self.parts) > 1

    def unit_of(self, ucum: str) -> Unit:
        """Return the unit; "" is the one in which the kind is kept.

        :raises UnknownUnit: the kind is not measured so.
        """
        if not ucum:
            return self.unit
        found = next((unit for unit in self.units if unit.ucum == ucum), None)
        if found is None:
            raise UnknownUnit(f"{self.name} is not measured in {ucum}.")
        return found

    def written(self, values: tuple[Decimal, ...], unit: Unit | None = None) -> str:
        """Return the numbers as they are said, without the unit: "135/82", "36.6"."""
        shown = values if unit is None else tuple(unit.from_kept(value) for value in values)
        return "/".join(self._digits(value) for value in shown)

    def _digits(self, value: Decimal) -> str:
        return f"{value:.{self.decimals}f}"


def _one(code: str, display: str, label, low: str, high: str) -> tuple[Part, ...]:
    return (Part(code, display, label, Decimal(low), Decimal(high)),)


MMHG, PER_MINUTE, PERCENT = Unit("mm[Hg]", "mmHg"), Unit("/min", "/min"), Unit("%", "%")

BLOOD_PRESSURE = Kind(
    name="blood_pressure",
    code="85354-9",
    display="Blood pressure panel with all children optional",
    label=_("Blood pressure"),
    units=(MMHG, Unit("kPa", "kPa", times=KPA)),
    parts=(
        Part("8480-6", "Systolic blood pressure", _("Upper (systolic)"), Decimal(30), Decimal(300)),
        Part("8462-4", "Diastolic blood pressure", _("Lower (diastolic)"), Decimal(10), Decimal(200)),
    ),
)
HEART_RATE = Kind(
    name="heart_rate",
    code="8867-4",
    display="Heart rate",
    label=_("Pulse"),
    units=(PER_MINUTE,),
    parts=_one("8867-4", "Heart rate", _("Pulse"), "20", "300"),
)
RESPIRATORY_RATE = Kind(
    name="respiratory_rate",
    code="9279-1",
    display="Respiratory rate",
    label=_("Breathing rate"),
    units=(PER_MINUTE,),
    parts=_one("9279-1", "Respiratory rate", _("Breathing rate"), "3", "120"),
)
OXYGEN_SATURATION = Kind(
    name="oxygen_saturation",
    code="2708-6",
    display="Oxygen saturation in Arterial blood",
    label=_("Oxygen saturation"),
    units=(PERCENT,),
    parts=_one("2708-6", "Oxygen saturation in Arterial blood", _("Oxygen saturation"), "30", "100"),
    also=(("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),),
)
TEMPERATURE = Kind(
    name="temperature",
    code="8310-5",
    display="Body temperature",
    label=_("Temperature"),
    units=(Unit("Cel", "°C"), Unit("[degF]", "°F", times=Decimal(5) / Decimal(9), minus=Decimal(32))),
    parts=_one("8310-5", "Body temperature", _("Temperature"), "25", "45"),
    decimals=1,
)
WEIGHT = Kind(
    name="weight",
    code="29463-7",
    display="Body weight",
    label=pgettext_lazy("of a body", "Weight"),
    units=(Unit("kg", "kg"), Unit("[lb_av]", "lb", times=POUND)),
    parts=_one("29463-7", "Body weight", pgettext_lazy("of a body", "Weight"), "0.3", "500"),
    decimals=1,
)
HEIGHT = Kind(
    name="height",
    code="8302-2",
    display="Body height",
    label=pgettext_lazy("of a body", "Height"),
    units=(Unit("cm", "cm"), Unit("[in_i]", "in", times=INCH)),
    parts=_one("8302-2", "Body height", pgettext_lazy("of a body", "Height"), "20", "260"),
    decimals=0,
)
HEAD = Kind(
    name="head_circumference",
    code="9843-4",
    display="Head Occipital-frontal circumference",
    label=_("Head circumference"),
    units=(Unit("cm", "cm"), Unit("[in_i]", "in", times=INCH)),
    parts=_one("9843-4", "Head Occipital-frontal circumference", _("Head circumference"), "15", "75"),
    decimals=1,
)
GLUCOSE = Kind(
    name="glucose",
    code="15074-8",
    display="Glucose [Moles/volume] in Blood",
    label=_("Blood sugar"),
    units=(Unit("mmol/L", "mmol/l"), Unit("mg/dL", "mg/dl", times=1 / GLUCOSE_MG)),
    parts=_one("15074-8", "Glucose [Moles/volume] in Blood", _("Blood sugar"), "0.3", "80"),
    decimals=1,
    category="laboratory",
)
PEAK_FLOW = Kind(
    name="peak_flow",
    code="19935-6",
    display="Maximum expiratory gas flow Respiratory system airway by Peak flow meter",
    label=_("Peak flow"),
    units=(Unit("L/min", "l/min"),),
    parts=_one(
        "19935-6",
        "Maximum expiratory gas flow Respiratory system airway by Peak flow meter",
        _("Peak flow"),
        "30",
        "900",
    ),
)
PAIN = Kind(
    name="pain",
    code="72514-3",
    display="Pain severity - 0-10 verbal numeric rating [Score] - Reported",
    label=_("Pain, 0 to 10"),
    units=(Unit("{score}", "/10"),),
    parts=_one("72514-3", "Pain severity", _("Pain, 0 to 10"), "0", "10"),
    category="survey",
)

KINDS: tuple[Kind, ...] = (
    BLOOD_PRESSURE,
    HEART_RATE,
    OXYGEN_SATURATION,
    RESPIRATORY_RATE,
    TEMPERATURE,
    WEIGHT,
    HEIGHT,
    HEAD,
    GLUCOSE,
    PEAK_FLOW,
    PAIN,
)
ROUTINE = tuple(kind for kind in KINDS if kind is not HEAD)  # what is asked of everybody; a head of small children
BY_NAME = {kind.name: kind for kind in KINDS}
BY_CODE = {kind.code: kind for kind in KINDS}

IN_THE_UNITED_STATES = {"temperature": "[degF]", "weight": "[lb_av]", "height": "[in_i]", "glucose": "mg/dL"}


def usual_unit(kind: Kind, jurisdiction: str) -> Unit:
    """Return the unit in which people of the jurisdiction read this kind from their devices."""
    return kind.unit_of(IN_THE_UNITED_STATES.get(kind.name, "") if jurisdiction.startswith("US") else "")
