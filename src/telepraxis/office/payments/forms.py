"""What people type: sums, prices, keys. Sums are read in the currency they are about."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import DayField, Form, Segments

from .models import Refund
from .money import CURRENCIES, BadSum, Money, read_sum, typed

MONEY = {"inputmode": "decimal", "autocomplete": "off"}


class SumField(forms.CharField):
    """A sum in the currency that the form is about."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TextInput(attrs=MONEY), max_length=24, **kwargs)


class SumForm(Form):
    """A form about one currency; its sums come out as `Money`."""

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean(self) -> dict:
        said = super().clean()
        for name, field in self.fields.items():
            if isinstance(field, SumField) and said.get(name):
                try:
                    said[name] = Money(read_sum(said[name], self.currency), self.currency)
                except BadSum as bad:
                    self.add_error(name, str(bad))
        return said


class CashForm(SumForm):
    """Cash over the counter."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    amount = SumField(label=_("To pay"))
    given = SumField(label=_("Handed over"), required=False, help_text=_("Empty: the exact sum."))

    @classmethod
    def about(cls, owed: Money, key) -> "CashForm":
        """Return the form with all that is owed."""
        return cls(currency=owed.currency, initial={"amount": typed(owed.minor, owed.currency), "key": key})


class RefundForm(SumForm):
    """Money back."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    amount = SumField(label=_("Give back"))
    why = forms.ChoiceField(
        label=_("Why?"), choices=[each for each in Refund.Why.choices if each[0] != Refund.Why.ELSEWHERE]
    )


class TransferForm(SumForm):
    """A transfer on the bank's list."""

    reference = forms.CharField(label=_("Reference"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    arrived = SumField(label=_("Sum that arrived"))
    arrived_currency = forms.ChoiceField(label=_("Currency"), choices=[(each, each) for each in sorted(CURRENCIES)])

    def __init__(self, *args, currency: str, **kwargs):
        kwargs.setdefault("initial", {"arrived_currency": currency})
        super().__init__(*args, currency=currency, **kwargs)

    def clean(self) -> dict:
        self.currency = self.cleaned_data.get("arrived_currency") or self.currency
        return super().clean()


class ChargeForm(Form):
    """Something of the price list, charged by hand."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    price = forms.ChoiceField(label=_("For"))

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = {str(each.id): each for each in items}
        self.fields["price"].choices = [
            (id, f"{each.name} · {Money(each.amount_minor, each.currency)}") for id, each in self.items.items()
        ]


class CountForm(SumForm):
    """The till, counted."""

    counted = SumField(label=_("Counted"))
    left = SumField(label=_("Stays in the till"), help_text=_("The rest goes to the bank."))
    note = forms.CharField(
        label=_("Why is it different?"),
        max_length=300,
        required=False,
        help_text=_("Needed when it is not as expected."),
    )


class PriceForm(Form):
    """A price from a day on."""

    service = forms.ChoiceField(label=_("For"))
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("For something else than a visit. Patients read it."),
    )
    amount = SumField(label=_("Price"))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(each, each) for each in sorted(CURRENCIES)])
    valid_from = DayField(label=_("From"))

    def __init__(self, *args, services, **kwargs):
        super().__init__(*args, **kwargs)
        self.services = {str(each.id): each for each in services}
        self.fields["service"].choices = [
            ("", _("Something else")),
            *((id, each.name) for id, each in self.services.items()),
        ]
        self.fields["service"].required = False

    def clean(self) -> dict:
        said = super().clean()
        if not said.get("service") and not (said.get("name") or "").strip():
            self.add_error("name", _("Say what it is the price of."))
        if said.get("amount") and said.get("currency"):
            try:
                said["amount"] = Money(read_sum(said["amount"], said["currency"]), said["currency"])
            except BadSum as bad:
                self.add_error("amount", str(bad))
        return said


class KeysForm(Form):
    """The keys of the practice's account at Stripe. What is kept is never shown."""

    key = forms.CharField(
        label=_("Secret key"),
        max_length=300,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("Begins with sk_ or rk_. Left empty, the one that is kept stays."),
    )
    webhook_secret = forms.CharField(
        label=_("Signing secret of the webhook"),
        max_length=300,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("Begins with whsec_. Left empty, the one that is kept stays."),
    )


class BankForm(Form):
    """Where transfers go."""

    holder = forms.CharField(label=_("In whose name"), max_length=200)
    number = forms.CharField(
        label=_("IBAN or account number"), max_length=60, widget=forms.TextInput({"autocomplete": "off"})
    )
    bank = forms.CharField(label=_("Bank, BIC"), max_length=100, required=False)


class StateForm(Form):
    """Which payments of a day."""

    state = forms.ChoiceField(widget=Segments, required=False)
