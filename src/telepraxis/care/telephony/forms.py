"""What the manager types about the phone line; what may be is decided by `trunks`."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form


class Prefixes(forms.CharField):
    """Prefixes separated by spaces or commas."""

    def to_python(self, value) -> list[str]:
        return [part for part in re.split(r"[\s,;]+", super().to_python(value) or "") if part]

    def prepare_value(self, value):
        return " ".join(value) if isinstance(value, list) else value


class TrunkForm(Form):
    registrar = forms.CharField(
        label=_("Server of the provider"), max_length=200, help_text=_("For example sip.provider.example:5060.")
    )
    user = forms.CharField(label=_("User"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    secret = forms.CharField(
        label=_("Secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("Kept encrypted and never shown again. Leave it empty to keep the one that is known."),
    )
    shown_number = forms.CharField(
        label=_("Number that patients see"), max_length=40, help_text=_("With its country, like +351 210 555 000.")
    )
    allowed_prefixes = Prefixes(
        label=_("May also be called"),
        required=False,
        max_length=400,
        help_text=_("Prefixes such as +351 +44, your own included. Empty: numbers of your own country only."),
    )
    refused_prefixes = Prefixes(
        label=_("Is never called"),
        required=False,
        max_length=400,
        help_text=_("Prefixes of your own, besides numbers at extra cost, which are refused everywhere."),
    )
    max_minutes = forms.IntegerField(label=_("Longest call, in minutes"), min_value=1, max_value=480, initial=90)
    calls_per_hour = forms.IntegerField(
        label=_("Most calls in an hour"), min_value=1, max_value=1000, initial=60, help_text=_("Stops fraud and loops.")
    )
