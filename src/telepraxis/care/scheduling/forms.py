"""What people type on the way to a booking, and what a practice sets up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import BirthDateField, Cards, Form, PhoneField, Segments

NONE_OF_THESE, ONE_OF_THESE = "none", "one"


class ReasonForm(Form):
    """The first screen: for whom, what for, and is it an emergency. Starts unanswered on purpose."""

    patient = forms.TypedChoiceField(label=_("Who is the visit for?"), widget=Segments, required=False)
    service = forms.ChoiceField(label=_("What do you need?"), widget=Cards)
    reason = forms.CharField(
        label=_("What is it about?"),
        help_text=_("A few words help us prepare. Only your care team reads them."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    red_flags = forms.ChoiceField(
        label=_("Is any of these true just now?"),
        widget=Segments,
        choices=[(ONE_OF_THESE, _("Yes, one of these")), (NONE_OF_THESE, _("No, none"))],
        error_messages={"required": _("Please answer, so that an emergency does not wait for an appointment.")},
    )

    def __init__(self, *args, services, patients, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = services
        if len(patients) > 1:
            self.fields["patient"].choices = patients
            self.fields["patient"].required = True
        else:
            del self.fields["patient"]
        if len(services) == 1:
            self.initial.setdefault("service", services[0][0])


class IdentityForm(Form):
    """Who books, when nobody is signed in."""

    given = forms.CharField(
        label=_("First name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family = forms.CharField(
        label=_("Last name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    birth_date = BirthDateField(label=_("Date of birth"))
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("We send the confirmation and the way into your visit there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = PhoneField(label=_("Phone"), help_text=_("In case the video fails or your time changes."))


class WhereForm(Form):
    """Where the patient will be: the visit is regulated there."""

    where = forms.ChoiceField(label=_("Where will you be at that time?"))

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = places


class CancelForm(Form):
    """Why, if somebody wants to say."""

    why = forms.CharField(label=_("Why do you cancel?"), max_length=200, required=False)
