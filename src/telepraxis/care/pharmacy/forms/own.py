"""What the patient sends when they order."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form

from ..models import How


class NearForm(Form):
    """Where somebody looks from: a postal code, a town, the link of a map, or what the browser says."""

    near = forms.CharField(max_length=500)


class OrderForm(Form):
    """How it comes, when, and what was seen before the yes."""

    how = forms.ChoiceField(label=_("How do you want it?"), choices=How.choices)
    address = forms.CharField(label=_("Where to"), max_length=300, required=False)
    when = forms.CharField(label=_("When"), max_length=40, required=False)
    seen = forms.IntegerField(required=False, min_value=0)  # what the medicines cost, in the minor unit
    fee = forms.IntegerField(required=False, min_value=0)
    key = forms.CharField(max_length=80)

    def clean_when(self) -> datetime | None:
        said = self.cleaned_data["when"]
        if not said:
            return None
        try:
            moment = datetime.fromisoformat(said)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise forms.ValidationError(_("Choose a time from the list."))
        return moment

    def clean(self) -> dict:
        said = super().clean()
        if said.get("how") == How.DELIVERY and not said.get("address", "").strip():
            self.add_error("address", _("Say where it is to be brought."))
        return said
