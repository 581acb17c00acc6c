"""Forms of the bench. `key` names one act, so that a form that is sent twice does it once."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from telepraxis.base.ui.forms import DayField, Form
from telepraxis.base.ui.sums import EXPONENTS

from ..models import Delivery, Return
from ..returning import MoneyBack

ASKED = [
    ("substitution", pgettext_lazy("pharmacist", "May I hand out another product?")),
    ("out_of_stock", pgettext_lazy("pharmacist", "It cannot be had: what instead?")),
    ("dose", pgettext_lazy("pharmacist", "A question on the dose")),
]
SHORT, LONG = 300, 1000


def _quantity(label, **more) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any", "autocomplete": "off"})
    return forms.DecimalField(label=label, max_digits=13, decimal_places=3, widget=widget, **more)


class ActForm(Form):
    """An act that is done once."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_key(self) -> str:
        return str(self.cleaned_data["key"])


class ScanForm(Form):
    """What was scanned: the code of a prescription. It goes by POST only, into no address and no log."""

    text = forms.CharField(max_length=6000)


class AskClaimForm(Form):
    """Which lines of a scanned prescription are wanted here; none ticked is not all."""

    text = forms.CharField(max_length=6000, widget=forms.HiddenInput)
    lines = forms.TypedMultipleChoiceField(coerce=int, choices=[(n, n) for n in range(1, 31)])


class NoteForm(Form):
    note = forms.CharField(max_length=LONG, required=False)


class WhyForm(Form):
    why = forms.CharField(max_length=SHORT)


class ItemForm(Form):
    """What a line is given from; with a quantity only so much is kept, and the rest will be owed."""

    item = forms.UUIDField()
    quantity = _quantity(_("How much"), min_value=Decimal("0.001"), required=False)


class PickForm(Form):
    """A scanned box, or a lot that was chosen by hand. Without a quantity what is missing, or all of the lot."""

    scan = forms.CharField(max_length=400, required=False)
    lot = forms.UUIDField(required=False)
    quantity = _quantity(_("How much"), min_value=Decimal("0.001"), required=False)

    def clean(self):
        said = super().clean()
        if not said.get("scan") and not said.get("lot"):
            self.add_error("scan", _("Scan the box, or choose its lot."))
        return said


class AskForm(Form):
    """What is asked of the prescriber; `options` are items of the stock that could be handed out instead."""

    what = forms.ChoiceField(choices=ASKED)
    words = forms.CharField(max_length=LONG, required=False)
    options = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, *args, options: Iterable[UUID] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["options"].choices = [(str(each), str(each)) for each in options]

    def clean(self):
        said = super().clean()
        if not said.get("words") and not said.get("options"):
            self.add_error("words", _("Say what is asked."))
        return said


class WitnessForm(Form):
    """The colleague who sees it, and what they confirm it with: their own password, or a code of their own app."""

    witness = forms.UUIDField(required=False)
    witness_proof = forms.CharField(max_length=200, required=False, strip=False)


class HandOverForm(ActForm, WitnessForm):
    """To whom it goes is shown by the code; without one it is said how the person was known."""

    code = forms.CharField(label=_("Pickup code"), max_length=20, required=False)
    why_without_code = forms.CharField(max_length=SHORT, required=False)
    owes_why = forms.CharField(max_length=SHORT, required=False)
    counsel = forms.BooleanField(required=False)
    counsel_note = forms.CharField(max_length=LONG, required=False)

    def __init__(self, *args, lines: Iterable[UUID], **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = [str(each) for each in lines]
        for name in self.lines:
            self.fields[f"quantity_{name}"] = _quantity(_("How much"), min_value=Decimal(0), required=False)

    def quantities(self) -> dict[UUID, Decimal]:
        """Return how much of each line is handed over now; of the others none is."""
        said = {name: self.cleaned_data.get(f"quantity_{name}") for name in self.lines}
        return {UUID(name): value for name, value in said.items() if value}

    def clean(self):
        said = super().clean()
        if not self.errors and not self.quantities():
            self.add_error(None, _("Say how much of what is handed over."))
        return said


class GiveBackForm(WhyForm):
    """Which lines are given back; none ticked means all that are left."""

    lines = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, *args, lines: Iterable[UUID] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = [(str(each), str(each)) for each in lines]


class ReturnForm(ActForm):
    """What comes back, and what becomes of the money for it: `money` is a MoneyBack, or None where nobody said."""

    lot = forms.UUIDField()
    quantity = _quantity(_("How much"), min_value=Decimal("0.001"))
    why = forms.CharField(max_length=SHORT)
    money = forms.ChoiceField(choices=Return.Money.choices, required=False)
    sum = forms.DecimalField(max_digits=13, decimal_places=3, min_value=Decimal(0), required=False)
    no_money_why = forms.CharField(max_length=SHORT, required=False)

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.exponent = EXPONENTS.get(currency, 2)

    def clean(self):
        said = super().clean()
        how, sum, why = said.pop("money", ""), said.pop("sum", None), said.pop("no_money_why", "")
        minor = None if sum is None else sum.scaleb(self.exponent)
        if minor is not None and minor != int(minor):
            self.add_error("sum", _("There is no such sum."))
        elif how:
            said["money"] = MoneyBack(how, None if minor is None else int(minor), why)
        return said


class StepForm(WitnessForm):
    """One step on the way; delivered is shown by the pickup code, or by the name of who took it."""

    step = forms.ChoiceField(choices=Delivery.Step.choices)
    code = forms.CharField(max_length=20, required=False)
    proof = forms.CharField(max_length=200, required=False)
    owes_why = forms.CharField(max_length=SHORT, required=False)


class RemarkForm(Form):
    words = forms.CharField(max_length=LONG)


class DaysForm(Form):
    """From which day to which the register is read, both included."""

    begin = DayField(label=_("From"), required=False)
    end = DayField(label=_("To"), required=False)

    def clean(self):
        said = super().clean()
        if said.get("begin") and said.get("end") and said["begin"] > said["end"]:
            self.add_error("end", _("It ends before it begins."))
        return said
