"""What the patient chooses when they share."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form, Segments

from .links import LONGEST_PASSCODE
from .shlink import LONGEST_LABEL

LASTS = {
    "hour": (timedelta(hours=1), _("1 hour")),
    "day": (timedelta(days=1), _("1 day")),
    "week": (timedelta(days=7), _("1 week")),
    "month": (timedelta(days=30), _("1 month")),
}


class LastsForm(Form):
    lasts = forms.ChoiceField(
        label=_("How long it works"),
        choices=[(name, words) for name, (_span, words) in LASTS.items()],
        initial="day",
        widget=Segments,
    )

    @property
    def span(self) -> timedelta:
        return LASTS[self.cleaned_data["lasts"]][0]


class ShareForm(LastsForm):
    """`documents` are those that may be chosen."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    label = forms.CharField(
        label=_("What it is for"),
        help_text=_("For example “For the dermatologist”. Whoever gets the link reads this too."),
        max_length=LONGEST_LABEL,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    passcode = forms.CharField(
        label=_("Passcode"),
        help_text=_("4 characters or more. Tell it in another way than the link: by phone, say."),
        required=False,
        max_length=LONGEST_PASSCODE,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    documents = forms.MultipleChoiceField(required=False)

    with_restricted = forms.TypedChoiceField(
        label=_("Restricted entries"),
        help_text=_("For example about mental health. Whoever has the link would read them too."),
        choices=[("", _("Leave out")), ("yes", _("Include"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=Segments,
    )

    field_order = ["id", "label", "lasts", "passcode", "with_restricted", "documents"]

    def __init__(self, *args, documents=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = [(str(each.uid), each.title) for each in documents]
