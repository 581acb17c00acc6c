"""Forms about what can be booked: services and weeks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form, Suggestions
from telepraxis.base.ui.sums import EXPONENTS
from telepraxis.care.scheduling.models import DAY_MINUTES, Modality

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
