"""What the manager types. What may be is decided by the verbs; their refusals are put beside the fields."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.access import STAFF, Role
from telepraxis.base.ui.forms import DayField, Form, PhoneField, Suggestions
from telepraxis.base.ui.sums import EXPONENTS
from telepraxis.care.scheduling.models import DAY_MINUTES, Modality
from telepraxis.registry.organizations.languages import language_choices
from telepraxis.registry.practitioners.specialties import SPECIALTIES

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
WEEKDAYS = [
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
]
SPANS_A_DAY = 2


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


class ServiceForm(Form):
    name = forms.CharField(label=_("Name of the service"), max_length=120, help_text=_("As patients would call it."))
    description = forms.CharField(label=_("In a sentence"), required=False, max_length=300)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=720, initial=20)
    grid_minutes = forms.IntegerField(label=_("Starts every so many minutes"), min_value=5, max_value=720, initial=20)
    buffer_before_minutes = forms.IntegerField(
        label=_("Minutes kept free before"), min_value=0, max_value=240, initial=0
    )
    buffer_after_minutes = forms.IntegerField(label=_("Minutes kept free after"), min_value=0, max_value=240, initial=0)
    notice_hours = forms.DecimalField(
        label=_("Hours of notice"), min_value=0, max_value=720, initial=1, max_digits=5, decimal_places=2
    )
    horizon_days = forms.IntegerField(label=_("Bookable so many days ahead"), min_value=1, max_value=400, initial=60)
    cancel_cutoff_hours = forms.DecimalField(
        label=_("Free to cancel until so many hours before"), min_value=0, max_value=720, initial=24,
        max_digits=5, decimal_places=2,
    )  # fmt: skip
    no_show_after_minutes = forms.IntegerField(
        label=_("Missed after so many minutes"), min_value=0, max_value=480, required=False,
        help_text=_("Empty: as for the whole practice. 0: never by itself."),
    )  # fmt: skip
    price = forms.DecimalField(label=_("Price"), min_value=0, max_value=1_000_000, decimal_places=2, initial=0)
    currency = forms.RegexField(
        label=_("Currency"),
        regex=r"^[A-Za-z]{3}$",
        initial="EUR",
        widget=Suggestions(["EUR", "USD", "GBP", "BRL", "MXN"]),
    )
    modalities = forms.MultipleChoiceField(
        label=_("How"), choices=Modality.choices, widget=forms.CheckboxSelectMultiple, initial=["video"]
    )
    practitioners = forms.MultipleChoiceField(
        label=_("Offered by"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, practitioners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practitioners"].choices = [(str(each.uid), each.name) for each in practitioners]

    def described(self) -> dict:
        """Return the arguments of the offering verbs."""
        typed = dict(self.cleaned_data)
        typed["notice_minutes"] = int(typed.pop("notice_hours") * 60)
        typed["cancel_cutoff_minutes"] = int(typed.pop("cancel_cutoff_hours") * 60)
        typed["currency"] = typed["currency"].upper()
        typed["price_minor"] = int(typed.pop("price") * 10 ** EXPONENTS.get(typed["currency"], 2))
        return typed


class WeekForm(Form):
    """Spans of open time for each weekday, two or as many as there are, in the practitioner's own wall time."""

    def __init__(self, *args, spans_a_day: int = SPANS_A_DAY, **kwargs):
        super().__init__(*args, **kwargs)
        self.spans_a_day = spans_a_day
        for weekday, day in enumerate(WEEKDAYS):
            for span in range(spans_a_day):
                for end, words in (("from", _("%(day)s from")), ("to", _("%(day)s to"))):
                    self.fields[f"{end}_{weekday}_{span}"] = forms.TimeField(
                        label=words % {"day": day},
                        required=False,
                        input_formats=["%H:%M", "%H.%M", "%H"],
                        widget=forms.TimeInput({"inputmode": "numeric", "size": 5, "maxlength": 5}, format="%H:%M"),
                        error_messages={"invalid": _("Write the time with 24 hours, for example 14:30.")},
                    )

    @property
    def days(self) -> list[tuple]:
        """Return (weekday, its spans as pairs of bound fields) for the template."""
        return [
            (day, [(self[f"from_{number}_{span}"], self[f"to_{number}_{span}"]) for span in range(self.spans_a_day)])
            for number, day in enumerate(WEEKDAYS)
        ]

    def clean(self):
        """A span has both ends; midnight at the end of a day is 24 hours after its beginning."""
        typed, self.spans = super().clean(), []
        for weekday in range(7):
            for span in range(self.spans_a_day):
                opens, closes = typed.get(f"from_{weekday}_{span}"), typed.get(f"to_{weekday}_{span}")
                if (opens is None) != (closes is None):
                    missing = "to" if closes is None else "from"
                    self.add_error(f"{missing}_{weekday}_{span}", _("Give both times, or neither."))
                elif opens is not None:
                    ends = closes.hour * 60 + closes.minute
                    self.spans.append((weekday, opens.hour * 60 + opens.minute, ends or DAY_MINUTES))
        return typed


class TextForm(Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea({"rows": 12}), max_length=20_000)
    source = forms.CharField(
        label=_("Where the wording comes from"), help_text=_("The law, or who checked it and when."), max_length=300
    )
    valid_from = DayField(label=_("Holds from"))


class NewTextForm(TextForm):
    kind = forms.ChoiceField(label=_("For what"))
    jurisdiction = forms.ChoiceField(label=_("Where it holds"))
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    field_order = ["kind", "jurisdiction", "language", "title", "body", "source", "valid_from"]

    def __init__(self, *args, kinds, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds
        self.fields["jurisdiction"].choices = [
            ("*", _("Anywhere")),
            *((code, place.name) for code, place in places.items()),
        ]


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
