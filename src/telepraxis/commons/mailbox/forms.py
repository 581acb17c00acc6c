"""The address of a partner."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form

from .asking import LONGEST_ADDRESS


class AddressForm(Form):
    """Where another organization takes messages."""

    address = forms.CharField(
        label=_("Their address for messages"),
        max_length=LONGEST_ADDRESS,
        help_text=_(
            "They read it on their own page of this name, for example https://pharmacy.example/messages/harbour/"
        ),
    )
