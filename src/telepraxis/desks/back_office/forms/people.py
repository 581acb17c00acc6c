"""Forms about colleagues: roles, practitioners, licences."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.access import STAFF, Role
from telepraxis.base.ui.forms import DayField, Form, Suggestions
from telepraxis.registry.organizations.languages import language_choices
from telepraxis.registry.practitioners.specialties import SPECIALTIES

from .organization import zones

ROLE_NAMES = {
    Role.PHYSICIAN: _("Physician"),
    Role.NURSE: _("Nurse"),
    Role.FRONT_DESK: _("Front desk"),
    Role.BILLER: _("Billing"),
    Role.LABORATORY: _("Laboratory"),
    Role.PHARMACIST: _("Pharmacist"),
    Role.DISPATCHER: _("Dispatcher"),
    Role.MANAGER: _("Manager"),
    Role.PRIVACY_OFFICER: _("Privacy officer"),
    Role.SYSTEM_ADMINISTRATOR: _("System administrator"),
}


class RolesForm(Form):
    """What somebody may do, and which practitioner they are."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        help_text=_("In a small practice one person may have several."),
        choices=[(role.value, ROLE_NAMES[role]) for role in ROLE_NAMES if role in STAFF],
        widget=forms.CheckboxSelectMultiple,
    )
    practitioner = forms.ChoiceField(
        label=_("Is this practitioner"),
        help_text=_("Who treats patients is both: an account and a practitioner."),
        required=False,
    )

    def __init__(self, *args, practitioners, **kwargs):
        super().__init__(*args, **kwargs)
        listed = [(str(each.uid), each.name) for each in practitioners]
        self.fields["practitioner"].choices = [("", _("Does not treat patients")), *listed]


class ColleagueForm(RolesForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), help_text=_("We send an invitation there."))
    field_order = ["name", "email", "roles", "practitioner"]


class PractitionerForm(Form):
    title = forms.CharField(label=_("Title"), required=False, max_length=40, widget=Suggestions(["Dr", "Dra", "Prof"]))
    given = forms.CharField(label=_("Given names"), required=False, max_length=95)
    family = forms.CharField(label=_("Family names"), max_length=95)
    specialty_code = forms.ChoiceField(label=_("Specialty"), choices=list(SPECIALTIES.items()))
    further_specialties = forms.CharField(
        label=_("Further specialties"), required=False, max_length=300, help_text=_("One per line."),
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    qualifications = forms.CharField(
        label=_("Qualifications"), required=False, max_length=900, widget=forms.Textarea({"rows": 2}),
        help_text=_("One per line, as patients should read them."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Speaks"),
        choices=language_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "pick"}),
    )
    time_zone = forms.CharField(label=_("Time zone"), max_length=64, widget=Suggestions(zones))
    accepts_new = forms.BooleanField(label=_("Takes new patients"), required=False, initial=True)
    portrait = forms.FileField(
        label=_("Portrait"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 1 MB. Without one, initials are shown."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )

    def described(self) -> dict:
        """Return the arguments of the enrolment verbs."""
        typed = dict(self.cleaned_data)
        typed.pop("portrait")
        for field in ("further_specialties", "qualifications"):
            typed[field] = [line.strip() for line in typed[field].splitlines() if line.strip()]
        return typed


class LicenceForm(Form):
    jurisdiction = forms.ChoiceField(label=_("Licensed in"))
    number = forms.CharField(label=_("Licence number"), max_length=60)
    register_url = forms.URLField(label=_("Public register"), required=False, max_length=300, assume_scheme="https")
    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(label=_("Valid until"), required=False)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jurisdiction"].choices = [(code, place.name) for code, place in places.items()]
