"""A mixture that a pharmacy makes, by its fields: what is in it, what it is made up to, how it is used."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from telepraxis.base.ui.forms import Form
from telepraxis.registry.formulary.dose_forms import FORMS, ROUTES
from telepraxis.registry.formulary.medicine import Ingredient, Medicine
from telepraxis.registry.formulary.substances import slug_of

MOST_PARTS = 8
PART_UNITS = [
    ("%", "%"),
    ("mg", "mg"),
    ("g", "g"),
    ("ug", "µg"),
    ("[IU]", pgettext_lazy("unit of a medicine", "units")),
]


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
