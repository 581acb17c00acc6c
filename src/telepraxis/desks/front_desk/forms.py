"""What the desk types for a caller."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import BirthDateField, Form, PhoneField


class CallerForm(Form):
    """The least that a new record needs while somebody is on the telephone."""

    given = forms.CharField(label=_("First name"), max_length=100)
    family = forms.CharField(label=_("Last name"), max_length=100)
    birth_date = BirthDateField(label=_("Date of birth"))
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("The confirmation goes there."))
