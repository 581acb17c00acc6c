"""A line of a basket by its fields: the way without the typed line, and to correct what was understood of it."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from telepraxis.base.ui.forms import Form
from telepraxis.registry.formulary.dose_forms import FORMS, ROUTES
from telepraxis.registry.formulary.medicine import Ingredient, Medicine
from telepraxis.registry.formulary.substances import slug_of

from ..lines import Line
from ..ordering import counting, weight
from ..ordering.dosage import Dosage, Dose, Step, Supply

MOST_STEPS, MOST_PARTS = 12, 8
PERIODS = [
    ("h", gettext_lazy("hours")),
    ("d", gettext_lazy("days")),
    ("wk", gettext_lazy("weeks")),
    ("mo", gettext_lazy("months")),
]
WHEN = [
    ("MORN", gettext_lazy("in the morning")),
    ("NOON", gettext_lazy("at noon")),
    ("EVE", gettext_lazy("in the evening")),
    ("HS", gettext_lazy("at bedtime")),
    ("AC", gettext_lazy("before meals")),
    ("C", gettext_lazy("with meals")),
    ("PC", gettext_lazy("after meals")),
]
WEEKDAYS = [
    ("mon", gettext_lazy("Mon")),
    ("tue", gettext_lazy("Tue")),
    ("wed", gettext_lazy("Wed")),
    ("thu", gettext_lazy("Thu")),
    ("fri", gettext_lazy("Fri")),
    ("sat", gettext_lazy("Sat")),
    ("sun", gettext_lazy("Sun")),
]
SUBSTANCE_UNITS = ["mg", "g", "ug", "[IU]", "mmol", "mL", "application"]
PER_KG = {
    "mg/kg": ("mg", False),
    "mg/kg/d": ("mg", True),
    "ug/kg": ("ug", False),
    "mL/kg": ("mL", False),
    "[IU]/kg": ("[IU]", False),
}
HALVES = {
    "½": Decimal("0.5"),
    "¼": Decimal("0.25"),
    "¾": Decimal("0.75"),
    "1/2": Decimal("0.5"),
    "1/4": Decimal("0.25"),
}
PART_UNITS = [
    ("%", "%"),
    ("mg", "mg"),
    ("g", "g"),
    ("ug", "µg"),
    ("[IU]", pgettext_lazy("unit of a medicine", "units")),
]


class AmountField(forms.CharField):
    """How much at a time: 1, 0.5, ½, 1-2. Cleans to (low, high)."""

    def to_python(self, value):
        text = super().to_python(value).replace(",", ".").replace("–", "-").replace(" ", "")
        if not text:
            return None
        parts = [HALVES.get(part) or self._number(part) for part in text.split("-")]
        if len(parts) > 2 or min(parts) <= 0 or parts[-1] < parts[0]:
            raise forms.ValidationError(_("Write a number like 1 or 0.5, or a range like 1-2."))
        return parts[0], parts[-1]

    def _number(self, part: str) -> Decimal:
        try:
            return Decimal(part)
        except InvalidOperation:
            raise forms.ValidationError(_("Write a number like 1 or 0.5, or a range like 1-2.")) from None


class LineForm(Form):
    """What a line says besides its steps. `medicine` offers what `find` found, and what the line has already."""

    find = forms.CharField(label=gettext_lazy("Name of the medicine"), max_length=200, required=False)
    medicine = forms.ChoiceField(label=gettext_lazy("Which one"), required=False, widget=forms.RadioSelect)
    route = forms.ChoiceField(label=gettext_lazy("Route"), required=False)
    site = forms.CharField(
        label=gettext_lazy("Place"), max_length=100, required=False, help_text=gettext_lazy("left eye, affected skin")
    )
    weight_kg = forms.DecimalField(
        label=gettext_lazy("Body weight, kg"),
        min_value=Decimal("0.3"),
        max_value=400,
        decimal_places=2,
        required=False,
        help_text=gettext_lazy("For a dose by weight. Empty: the weight in the record."),
    )
    as_needed = forms.BooleanField(label=gettext_lazy("Only as needed"), required=False)
    as_needed_for = forms.CharField(label=gettext_lazy("Needed for"), max_length=100, required=False)
    most_per_day = forms.DecimalField(
        label=gettext_lazy("At most a day"), min_value=0, decimal_places=3, required=False,
        help_text=gettext_lazy("In the unit of the dose."),
    )  # fmt: skip
    extra = forms.CharField(label=gettext_lazy("Anything to add to the instructions"), max_length=300, required=False)
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"), min_value=Decimal("0.1"), decimal_places=2, required=False,
        help_text=gettext_lazy("Empty: counted from the dose."),
    )  # fmt: skip
    repeats = forms.IntegerField(label=gettext_lazy("Repeats"), min_value=0, max_value=99, required=False)
    interval_days = forms.IntegerField(
        label=gettext_lazy("Not sooner than, days"), min_value=1, max_value=400, required=False
    )
    substitution = forms.BooleanField(
        label=gettext_lazy("Another product with the same substance may be handed out"), required=False
    )
    substitution_why = forms.CharField(label=gettext_lazy("If not, why"), max_length=200, required=False)
    indication = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The patient reads it."),
    )
    note = forms.CharField(label=gettext_lazy("Note to the pharmacist"), max_length=500, required=False)

    def __init__(self, *args, found: list[Medicine], kept: Medicine | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept, self.found = kept, {str(each.id): each for each in found}
        offered = ([("kept", kept.name)] if kept else []) + [(id, each.name) for id, each in self.found.items()]
        self.fields["medicine"].choices = offered
        self.fields["route"].choices = [("", _("the usual one")), *((key, route.name) for key, route in ROUTES.items())]

    @property
    def chosen(self) -> Medicine | None:
        """Return the medicine that was chosen; what the line had already where nothing else was."""
        named = self.cleaned_data.get("medicine") or ("kept" if self.kept else "")
        return self.kept if named == "kept" else self.found.get(named)

    def clean(self) -> dict:
        said = super().clean()
        if self.chosen is None:
            self.add_error("medicine" if self.found else "find", _("Choose the medicine."))
        if not said.get("substitution") and not said.get("substitution_why"):
            self.add_error("substitution_why", _("Say why no other product may be handed out."))
        return said

    def line(self, before: Line, steps: tuple[Step, ...], weight_kg: Decimal | None) -> Line:
        """Return the line as the fields say it, its dose settled and its quantity counted."""
        said, medicine = self.cleaned_data, self.chosen
        dosage = None
        if steps:
            names = ("site", "as_needed", "as_needed_for", "most_per_day", "extra")
            route = said["route"] or next(iter(medicine.routes), "")
            dosage = Dosage(steps=steps, route=route, **{name: said[name] for name in names})
            if (kilograms := said["weight_kg"] or weight_kg) is not None:
                dosage = weight.settle(dosage, medicine, kilograms)
        return Line(
            typed=before.typed,
            medicine=medicine,
            dosage=dosage,
            supply=self._supply(medicine, dosage),
            substitution=said["substitution"],
            substitution_why=said["substitution_why"],
            indication=said["indication"],
            note=said["note"],
            renews=before.renews,
        )

    def _supply(self, medicine: Medicine, dosage: Dosage | None) -> Supply | None:
        said = self.cleaned_data
        again = {"repeats": said["repeats"] or 0, "interval_days": said["interval_days"]}
        if dosage is None and said["quantity"] is None:
            return None
        return counting.supply(medicine, dosage or Dosage(()), quantity=said["quantity"], **again)


class StepForm(Form):
    """One stretch of the course; a step without a dose is none."""

    dose = AmountField(label=gettext_lazy("How much"), max_length=20, required=False)
    unit = forms.ChoiceField(label=gettext_lazy("of"))
    times = forms.IntegerField(label=gettext_lazy("Times"), min_value=0, max_value=24, required=False)
    every = forms.IntegerField(label=gettext_lazy("in"), min_value=1, max_value=90, required=False)
    period_unit = forms.ChoiceField(
        label=pgettext_lazy("unit of time", "Unit"), choices=PERIODS, initial="d", required=False
    )
    days = forms.IntegerField(label=gettext_lazy("For, days"), min_value=1, max_value=999, required=False)
    when = forms.MultipleChoiceField(
        label=gettext_lazy("When"), choices=WHEN, required=False, widget=forms.CheckboxSelectMultiple
    )
    days_of_week = forms.MultipleChoiceField(
        label=gettext_lazy("On which days"), choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    with_previous = forms.BooleanField(label=gettext_lazy("At the same time as the one before"), required=False)

    def __init__(self, *args, medicine: Medicine | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        counted = [medicine.counted_in] if medicine else []
        mine = self.initial.get("unit")
        units = list(dict.fromkeys([*filter(None, [mine]), *counted, *SUBSTANCE_UNITS, *PER_KG]))
        self.fields["unit"].choices = [(unit, unit.replace("[IU]", _("units")).replace("ug", "µg")) for unit in units]

    @property
    def has_more(self) -> bool:
        return any(self[name].value() for name in ("when", "days_of_week", "with_previous"))

    def step(self) -> Step | None:
        """Return the step, None where no dose is written."""
        said = self.cleaned_data
        if not said.get("dose"):
            return None
        low, high = said["dose"]
        dose = Dose(low, high, said["unit"])
        if said["unit"] in PER_KG:
            unit, daily = PER_KG[said["unit"]]
            dose = Dose(low, high, unit, per_kg=high, per_kg_unit=unit, per_kg_is_daily=daily)
        return Step(
            dose=dose,
            times=said["times"] if said["times"] is not None else 1,
            period=Decimal(said["every"] or 1),
            period_unit=said["period_unit"] or "d",
            when=tuple(said["when"]),
            days_of_week=tuple(said["days_of_week"]),
            days=said["days"],
            with_previous=said["with_previous"],
        )


StepForms = forms.formset_factory(StepForm, extra=0, min_num=1, max_num=MOST_STEPS, absolute_max=MOST_STEPS)


def initial_of(line: Line) -> dict:
    """Return what the fields say of a line that is written already."""
    dosage, supply = line.dosage, line.supply
    said = {
        "substitution": line.substitution,
        "substitution_why": line.substitution_why,
        "indication": line.indication,
        "note": line.note,
    }
    if dosage:
        said |= {
            name: getattr(dosage, name)
            for name in ("route", "site", "as_needed", "as_needed_for", "most_per_day", "extra")
        }
        said["weight_kg"] = next((step.dose.weight_kg for step in dosage.steps if step.dose.weight_kg), None)
    if supply:
        said |= {"repeats": supply.repeats, "interval_days": supply.interval_days}
        said["quantity"] = None if _is_counted(line) else supply.quantity
    return said | {"medicine": "kept" if line.medicine else "", "find": "" if line.medicine else line.typed}


def _is_counted(line: Line) -> bool:
    """Tell whether the quantity is what the dose comes to, so that another dose counts it anew."""
    if line.medicine is None or line.dosage is None:
        return False
    return counting.supply(line.medicine, line.dosage).quantity == line.supply.quantity


def initial_steps(line: Line) -> list[dict]:
    return [_initial_step(step) for step in line.dosage.steps] if line.dosage else [{}]


def _initial_step(step: Step) -> dict:
    dose = step.dose
    unit = dose.unit
    low, high = dose.low, dose.high
    if dose.per_kg is not None:
        unit = next(
            (
                name
                for name, (each, daily) in PER_KG.items()
                if each == dose.per_kg_unit and daily == dose.per_kg_is_daily
            ),
            dose.per_kg_unit,
        )
        low = high = dose.per_kg
    amount = f"{low.normalize():f}" if low == high else f"{low.normalize():f}-{high.normalize():f}"
    return {
        "dose": amount, "unit": unit, "times": step.times, "every": int(step.period), "period_unit": step.period_unit,
        "days": step.days, "when": list(step.when), "days_of_week": list(step.days_of_week),
        "with_previous": step.with_previous,
    }  # fmt: skip


class MixtureForm(Form):
    """What a pharmacy makes by itself."""

    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=120)
    form = forms.ChoiceField(label=gettext_lazy("Form"))
    route = forms.ChoiceField(label=gettext_lazy("Route"))
    rest = forms.CharField(
        label=gettext_lazy("Made up to"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("a base, and how much of it: white soft paraffin to 100 g"),
    )
    use = forms.CharField(
        label=gettext_lazy("How it is used, how long"),
        max_length=300,
        help_text=gettext_lazy("As you would type it: thin layer twice a day 14 days"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [(key, form.name) for key, form in FORMS.items()]
        self.fields["route"].choices = [(key, route.name) for key, route in ROUTES.items()]
        self.fields["form"].initial, self.fields["route"].initial = "ointment", "topical"

    def medicine(self, parts: list[Ingredient]) -> Medicine:
        """Return the mixture as a medicine that stands in no catalogue."""
        said, form = self.cleaned_data, FORMS[self.cleaned_data["form"]]
        name = f"{said['name']}, {said['rest']}" if said["rest"] else said["name"]
        return Medicine(
            id=0, system="", code="", name=name, ingredients=tuple(parts), form=form.key, routes=(said["route"],),
            counted_in=form.counted_in, may_be_split=form.may_be_split,
        )  # fmt: skip


class PartForm(Form):
    """One substance of a mixture and how much of it."""

    substance = forms.CharField(label=gettext_lazy("Substance"), max_length=120, required=False)
    amount = forms.DecimalField(label=gettext_lazy("How much"), min_value=0, decimal_places=4, required=False)
    unit = forms.ChoiceField(
        label=pgettext_lazy("unit of a medicine", "Unit"), choices=PART_UNITS, initial="%", required=False
    )
    per = forms.ChoiceField(
        label=gettext_lazy("in"),
        choices=[("", gettext_lazy("one piece")), ("g", "1 g"), ("mL", "1 mL")],
        required=False,
    )

    def clean(self) -> dict:
        said = super().clean()
        if said.get("substance") and not said.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Say how much of it."))
        return said

    def ingredient(self) -> Ingredient | None:
        """Return the ingredient: by the slug of its name where we know one, else by its words alone."""
        said = self.cleaned_data
        if not said.get("substance"):
            return None
        name = said["substance"].strip()
        slug = slug_of(name) or "-".join(name.casefold().split())
        per = "" if said["unit"] in ("", "%") else said["per"]
        return Ingredient(slug, name[:1].upper() + name[1:], said["amount"], said["unit"] or "%", per_unit=per)


PartForms = forms.formset_factory(PartForm, extra=0, min_num=2, max_num=MOST_PARTS, absolute_max=MOST_PARTS)
