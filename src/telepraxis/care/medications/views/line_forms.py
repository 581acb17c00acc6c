"""A line of a basket by its fields: the way without the typed line, and to correct what was understood of it."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from telepraxis.base.ui.forms import Form
from telepraxis.registry.formulary.dose_forms import ROUTES
from telepraxis.registry.formulary.medicine import Medicine

from ..lines import Line
from ..ordering import counting, weight
from ..ordering.dosage import Dosage, Step, Supply


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
