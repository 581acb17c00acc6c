"""Why a key is revoked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Cards, Form

from .models import Key


class RevokeForm(Form):
    """The reason decides what earlier signatures are worth."""

    why = forms.ChoiceField(label=_("Why"), choices=Key.Why.choices, widget=Cards)
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("For whoever asks later. It is not published.")
    )
