"""What people type of plans: a pharmacy of those that it bills, a patient or the desk of an insurance card."""

from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import DayField, Form, Suggestions
from telepraxis.base.ui.sums import EXPONENTS, typed_text

from ..coverage_document import CoverageSaid
from ..covering import Known
from ..models import OwnPlan
from ..patient_part import NOT_COVERED, Code, Terms
from ..plan_particulars import BadPlan, PlanSaid, checked, why_not

PLAIN = {"autocomplete": "off"}
SUM = {"autocomplete": "off", "inputmode": "decimal"}


class SumField(forms.DecimalField):
    """A number as people write it: 2.50 or 2,50."""

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def _sum(label, **more) -> SumField:
    return SumField(
        label=label, required=False, min_value=0, max_digits=12, widget=forms.TextInput(SUM), **more
    )  # fmt: skip


class TermsForm(Form):
    """What the patient pays of a line. `terms` holds it once the form is valid."""

    percent = _sum(_("The patient pays, in percent"), help_text=_("Of the shelf price. 0: nothing."))
    copay = _sum(_("or this amount for each line"))
    at_least = _sum(_("At least"))
    at_most = _sum(_("At most"))

    currency = ""

    @property
    def terms(self) -> Terms:
        said = self.cleaned_data
        amounts = (self._minor(said.get(name)) for name in ("copay", "at_least", "at_most"))
        return Terms(said.get("percent"), *amounts)

    def _minor(self, amount: Decimal | None) -> int | None:
        return None if amount is None else int(amount.scaleb(EXPONENTS.get(self.currency, 2)))

    def clean(self) -> dict:
        found = super().clean()
        digits = EXPONENTS.get(self.currency, 2)
        for name in ("copay", "at_least", "at_most"):
            if found.get(name) is not None and round(found[name], digits) != found[name]:
                self.add_error(name, _("This currency has no such small coins."))
        return found

    def say(self, why: dict) -> None:
        """Put what cannot be beside its field."""
        for name, words in why.items():
            self.add_error(name if name in self.fields else None, words)


def typed(terms: Terms, currency: str) -> dict[str, str]:
    """Return the terms as they are typed."""
    amounts = {"copay": terms.copay_minor, "at_least": terms.at_least_minor, "at_most": terms.at_most_minor}
    found = {name: "" if minor is None else typed_text(minor, currency) for name, minor in amounts.items()}
    return found | {"percent": "" if terms.percent is None else f"{terms.percent.normalize():f}"}


class PlanForm(TermsForm):
    """A plan that is billed. `said` holds it once the form is valid."""

    payer = forms.CharField(label=_("Who pays"), max_length=100)
    name = forms.CharField(label=_("Name of the plan"), max_length=100, widget=forms.TextInput(PLAIN))
    code = forms.CharField(
        label=_("Code of the plan"),
        max_length=30,
        widget=forms.TextInput(PLAIN),
        help_text=_("As it stands on the card: patients are found by it and by who pays."),
    )
    currency_code = forms.CharField(
        label=_("Currency"), min_length=3, max_length=3, widget=forms.TextInput(PLAIN),
        help_text=_("Prices in another currency are not covered."),
    )  # fmt: skip
    field_order = ("payer", "name", "code", "currency_code", "percent", "copay", "at_least", "at_most")

    def __init__(self, *args, payers: Sequence[str] = (), **kwargs):
        super().__init__(*args, auto_id="plan-%s", **kwargs)
        self.fields["payer"].widget = Suggestions(list(payers), PLAIN)

    @classmethod
    def about(cls, row: OwnPlan, *, payers: Sequence[str] = ()) -> "PlanForm":
        named = {"payer": row.payer, "name": row.name, "code": row.code, "currency_code": row.currency}
        return cls(initial=named | typed(row.terms, row.currency), payers=payers)

    def clean_currency_code(self) -> str:
        self.currency = self.cleaned_data["currency_code"].upper()
        return self.currency

    def clean(self) -> dict:
        found = super().clean()
        if not self.errors:
            said = PlanSaid(found["payer"], found["name"], found["code"], self.currency, self.terms)
            try:
                self.said = checked(said)
            except BadPlan as refused:
                self.say(refused.why)
        return found

    def say(self, why: dict) -> None:
        super().say({"currency_code" if name == "currency" else name: words for name, words in why.items()})


class ExceptionForm(TermsForm):
    """What is otherwise for one product of a plan."""

    system = forms.CharField(max_length=200, widget=forms.HiddenInput)
    code = forms.CharField(max_length=100, widget=forms.HiddenInput)
    not_covered = forms.BooleanField(label=_("Not covered: the patient pays the shelf price"), required=False)

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, auto_id="exception-%s", **kwargs)
        self.currency = currency

    @property
    def chosen(self) -> Code:
        return self.cleaned_data["system"], self.cleaned_data["code"]

    @property
    def chosen_terms(self) -> Terms:
        return NOT_COVERED if self.cleaned_data["not_covered"] else self.terms

    def clean(self) -> dict:
        found = super().clean()
        if not self.errors:
            self.say(why_not(self.chosen_terms))
        return found


class PlanFileForm(Form):
    file = forms.FileField(label=_("File (CSV)"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))


class CoverageForm(Form):
    """An insurance card: a plan that pharmacies bill, or one that is not listed. `said` holds it once it is valid."""

    plan = forms.ChoiceField(label=_("Which plan?"), required=False)
    payer = forms.CharField(label=_("Who insures you"), max_length=100, required=False, widget=forms.TextInput(PLAIN))
    code = forms.CharField(
        label=_("Name or code of the plan"), max_length=30, required=False, widget=forms.TextInput(PLAIN)
    )
    member = forms.CharField(
        label=_("Member number"),
        max_length=60,
        widget=forms.TextInput(PLAIN),
        help_text=_("Only the pharmacy at which you order reads it."),
    )
    begins = DayField(label=_("Valid from"), required=False)
    ends = DayField(label=_("Valid until"), required=False)

    def __init__(self, *args, plans: Sequence[Known], **kwargs):
        super().__init__(*args, auto_id="coverage-%s", **kwargs)
        self.plans = {each.key: each for each in plans}
        listed = [(each.key, f"{each.payer} – {each.name} ({each.code})") for each in plans]
        self.fields["plan"].choices = [("", _("Choose it") if listed else _("None is listed yet")), *listed]

    def clean(self) -> dict:
        found = super().clean()
        known = self.plans.get(found.get("plan") or "")
        if known is None:
            for name in ("payer", "code"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, _("Write it as it stands on the card."))
        if not self.errors:
            payer, plan, code = (
                (known.payer, known.name, known.code) if known else (found["payer"], found["code"], found["code"])
            )
            self.said = CoverageSaid(payer, plan, code, found["member"], found["begins"], found["ends"])
        return found

    def say(self, why: dict) -> None:
        for name, words in why.items():
            self.add_error(name if name in self.fields else None, words)
