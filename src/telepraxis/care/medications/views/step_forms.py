"""How a medicine is taken, by its fields, one form for each stretch of the course. They say all that a line can say."""

import re
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from telepraxis.base.ui.forms import Form
from telepraxis.registry.formulary.medicine import Medicine

from ..lines import Line
from ..moments import MOMENTS, WEEKDAYS
from ..ordering.dosage import Dose, Step

MOST_STEPS = 12
PERIODS = [
    ("min", gettext_lazy("minutes")),
    ("h", gettext_lazy("hours")),
    ("d", gettext_lazy("days")),
    ("wk", gettext_lazy("weeks")),
    ("mo", gettext_lazy("months")),
]
SUBSTANCE_UNITS = ["mg", "g", "ug", "[IU]", "mmol", "mL", "application"]
DAILY = "/d"
PER_KG = ["mg/kg", "mg/kg/d", "ug/kg", "ug/kg/d", "mL/kg", "mL/kg/d", "[IU]/kg", "[IU]/kg/d"]
HALVES = {"½": "0.5", "¼": "0.25", "¾": "0.75", "1/2": "0.5", "1/4": "0.25", "3/4": "0.75"}
NUMBER = re.compile(r"\d{1,7}(?:\.\d{1,6})?")


class SpanField(forms.CharField):
    """A number or a range: 1, 0.5, ½, 1-2. Cleans to (low, high); `whole` takes no fractions, `least` is the least."""

    def __init__(self, *, whole: bool = False, least: Decimal = Decimal("0.000001"), most: int = 9_999_999, **kwargs):
        super().__init__(max_length=20, **kwargs)
        self.whole, self.least, self.most = whole, least, most

    def to_python(self, value) -> tuple[Decimal, Decimal] | None:
        text = super().to_python(value).replace(",", ".").replace("–", "-").replace(" ", "")
        if not text:
            return None
        parts = [HALVES.get(part, part) for part in text.split("-")]
        if len(parts) > 2 or not all(map(NUMBER.fullmatch, parts)):
            raise self._refused()
        low, high = Decimal(parts[0]), Decimal(parts[-1])
        if not self.least <= low <= high <= self.most or (self.whole and (low % 1 or high % 1)):
            raise self._refused()
        return low, high

    def _refused(self) -> forms.ValidationError:
        if self.whole:
            return forms.ValidationError(_("Write a whole number like 3, or a range like 3-4."))
        return forms.ValidationError(_("Write a number like 1 or 0.5, or a range like 1-2."))


def span(low: Decimal | int, high: Decimal | int | None) -> str:
    """Return the words that a field of a span reads back: 3, 3-4."""
    first, last = (f"{Decimal(each).normalize():f}" for each in (low, low if high is None else high))
    return first if first == last else f"{first}-{last}"


class StepForm(Form):
    """One stretch of the course; a step without a dose is none."""

    dose = SpanField(label=gettext_lazy("How much"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("of"))
    times = SpanField(label=gettext_lazy("Times"), whole=True, least=Decimal(0), most=24, required=False)
    every = SpanField(label=gettext_lazy("in"), most=999, required=False)
    period_unit = forms.ChoiceField(
        label=pgettext_lazy("unit of time", "Unit"), choices=PERIODS, initial="d", required=False
    )
    days = forms.IntegerField(label=gettext_lazy("For, days"), min_value=1, max_value=999, required=False)
    count = forms.IntegerField(
        label=gettext_lazy("Doses in all"), min_value=1, max_value=999, required=False,
        help_text=gettext_lazy("1 for a single dose. Empty: as long as it is taken."),
    )  # fmt: skip
    when = forms.MultipleChoiceField(
        label=gettext_lazy("When"), choices=list(MOMENTS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    days_of_week = forms.MultipleChoiceField(
        label=gettext_lazy("On which days"), choices=list(WEEKDAYS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    with_previous = forms.BooleanField(label=gettext_lazy("At the same time as the one before"), required=False)

    def __init__(self, *args, medicine: Medicine | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        counted = [medicine.counted_in] if medicine else []
        mine = self.initial.get("unit")
        units = list(dict.fromkeys([*filter(None, [mine]), *counted, *SUBSTANCE_UNITS, *PER_KG]))
        self.fields["unit"].choices = [(unit, unit.replace("[IU]", _("units")).replace("ug", "µg")) for unit in units]

    @property
    def has_more(self) -> bool:
        return any(self[name].value() for name in ("count", "when", "days_of_week", "with_previous"))

    def clean(self) -> dict:
        said = super().clean()
        low, high = said.get("dose") or (None, None)
        if low != high and "/kg" in said.get("unit", ""):
            self.add_error("dose", _("By body weight one number is needed, not a range."))
        return said

    def step(self) -> Step | None:
        """Return the step, None where no dose is written."""
        said = self.cleaned_data
        if not said.get("dose"):
            return None
        times, times_max = said["times"] or (Decimal(1), Decimal(1))
        period, period_max = said["every"] or (Decimal(1), Decimal(1))
        return Step(
            dose=_dose(*said["dose"], said["unit"]),
            times=int(times),
            times_max=int(times_max) if times_max != times else None,
            period=period,
            period_max=period_max if period_max != period else None,
            period_unit=said["period_unit"] or "d",
            when=tuple(said["when"]),
            days_of_week=tuple(said["days_of_week"]),
            days=said["days"],
            count=said["count"],
            with_previous=said["with_previous"],
        )


def _dose(low: Decimal, high: Decimal, unit: str) -> Dose:
    amount, _slash, _rest = unit.partition("/kg")
    if amount == unit:
        return Dose(low, high, unit)
    return Dose(low, high, amount, per_kg=high, per_kg_unit=amount, per_kg_is_daily=unit.endswith(DAILY))


StepForms = forms.formset_factory(StepForm, extra=0, min_num=1, max_num=MOST_STEPS, absolute_max=MOST_STEPS)


def initial_steps(line: Line) -> list[dict]:
    """Return what the fields say of the steps of a line that is written already."""
    return [_initial_step(step) for step in line.dosage.steps] if line.dosage else [{}]


def _initial_step(step: Step) -> dict:
    dose = step.dose
    amount, unit = span(dose.low, dose.high), dose.unit
    if dose.per_kg is not None:
        amount, unit = span(dose.per_kg, None), f"{dose.per_kg_unit}/kg{DAILY if dose.per_kg_is_daily else ''}"
    return {
        "dose": amount, "unit": unit, "times": span(step.times, step.times_max),
        "every": span(step.period, step.period_max), "period_unit": step.period_unit, "days": step.days,
        "count": step.count, "when": list(step.when), "days_of_week": list(step.days_of_week),
        "with_previous": step.with_previous,
    }  # fmt: skip
