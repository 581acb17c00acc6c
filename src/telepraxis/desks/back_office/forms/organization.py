"""Forms about the organization, its sites, and its number."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form, PhoneField, Suggestions
from telepraxis.registry.organizations.languages import language_choices


def zones() -> list[str]:
    """Return the names of all zones that stand for a place."""
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))


class OrganizationForm(Form):
    name = forms.CharField(label=_("Name of the practice"), max_length=200)
    jurisdiction = forms.ChoiceField(label=_("Where it is"))
    time_zone = forms.CharField(label=_("Time zone"), max_length=64, widget=Suggestions(zones))
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    street = forms.CharField(label=_("Street and number"), required=False, max_length=200)
    postal_code = forms.CharField(label=_("Postal code"), required=False, max_length=20)
    city = forms.CharField(label=_("Town"), required=False, max_length=100)
    phone = PhoneField(label=_("Phone"), help_text=_("Patients are told to call this number."))
    email = forms.EmailField(label=_("E-mail"), required=False)
    out_of_hours_text = forms.CharField(
        label=_("Out of hours"),
        help_text=_("The first thing patients read when you are closed. Who helps them now?"),
        required=False,
        max_length=600,
        widget=forms.Textarea({"rows": 2}),
    )
    emergency_text = forms.CharField(
        label=_("In an emergency"),
        help_text=_("Added to the emergency number, for example the nearest emergency department."),
        required=False,
        max_length=600,
        widget=forms.Textarea({"rows": 2}),
    )
    idle_minutes = forms.IntegerField(
        label=_("Sign staff out after so many quiet minutes"),
        min_value=2,
        max_value=240,
        help_text=_("Never during a visit."),
    )
    no_show_after_minutes = forms.IntegerField(
        label=_("Note by itself who did not come, after so many minutes"),
        min_value=0,
        max_value=480,
        initial=30,
        required=False,
        help_text=_("0 means never. What somebody has noted by hand stays."),
    )
    confidential_from_age = forms.IntegerField(
        label=_("From this age on, restricted entries are the young person's own"),
        min_value=0,
        max_value=18,
        initial=12,
        required=False,
        help_text=_("Until then parents read what is restricted too, except what is kept from them by name."),
    )
    force_relay = forms.BooleanField(
        label=_("Send every call through the relay"),
        help_text=_("Then neither side learns the other's internet address. Calls need your relay server."),
        required=False,
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jurisdiction"].choices = [(code, place.name) for code, place in places.items()]

    def clean_no_show_after_minutes(self) -> int:
        """Return the minutes; a form sent without the field leaves them as they stand."""
        typed = self.cleaned_data["no_show_after_minutes"]
        return self.initial.get("no_show_after_minutes", 30) if typed is None else typed

    def clean_confidential_from_age(self) -> int:
        """Return the age; a form sent without the field leaves it as it stands."""
        typed = self.cleaned_data["confidential_from_age"]
        return self.initial.get("confidential_from_age", 12) if typed is None else typed


class SiteForm(Form):
    name = forms.CharField(label=_("Name of the site"), max_length=120)
    street = forms.CharField(label=_("Street and number"), required=False, max_length=200)
    postal_code = forms.CharField(label=_("Postal code"), required=False, max_length=20)
    city = forms.CharField(label=_("Town"), required=False, max_length=100)
    phone = PhoneField(label=_("Phone"), required=False)
    time_zone = forms.CharField(label=_("Time zone"), max_length=64, widget=Suggestions(zones))


class NumberForm(Form):
    code = forms.RegexField(
        label=_("Code"),
        regex=r"^[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?$",
        max_length=6,
        help_text=_("For example PT, or US-CA."),
    )
    name = forms.CharField(label=_("Name of the place"), max_length=120)
    emergency_number = forms.CharField(label=_("Emergency number"), max_length=20)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=language_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "pick"}),
    )
    source = forms.CharField(label=_("How you know"), help_text=_("A law, an authority, a page."), max_length=300)
