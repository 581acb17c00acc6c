"""What is typed into a letter."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from telepraxis.base.ui.forms import DayField, Form, Suggestions

from .models import Kind
from .writing import Said

LONGEST = 6000
NOT_FIT_FOR = (
    pgettext_lazy("not fit for", "work"),
    pgettext_lazy("not fit for", "school"),
    pgettext_lazy("not fit for", "sport"),
    pgettext_lazy("not fit for", "travel"),
)


class LetterForm(Form):
    """One letter; which fields it has depends on its kind."""

    language = forms.ChoiceField(label=_("Language of the reader"), choices=settings.LANGUAGES)
    recipient = forms.CharField(
        label=_("To"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Name and address, or nothing."),
    )  # fmt: skip
    not_fit_for = forms.CharField(label=_("Not fit for"), max_length=120, widget=Suggestions(NOT_FIT_FOR))
    from_on = DayField(label=pgettext_lazy("first day", "From"))
    until_on = DayField(label=pgettext_lazy("last day", "Until"), help_text=_("Both days included."))
    text = forms.CharField(
        label=_("What you write"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        if kind != Kind.SICK_NOTE:
            for name in ("not_fit_for", "from_on", "until_on"):
                del self.fields[name]
        if kind == Kind.COLLEAGUE:
            self.fields["text"].required = True
        else:
            self.fields["text"].label = _("Further words")
            self.fields["text"].help_text = _("Printed as they stand. Write no diagnosis unless the patient wants it.")
            self.fields["text"].widget.attrs["rows"] = 2

    def clean(self):
        said = super().clean()
        if said.get("from_on") and said.get("until_on") and said["until_on"] < said["from_on"]:
            self.add_error("until_on", _("The last day is before the first."))
        return said

    def said(self) -> Said:
        """Return what the verbs take."""
        return Said(**self.cleaned_data)


class ReasonForm(Form):
    why = forms.CharField(label=_("Why does it no longer count?"), max_length=200)


class WordingForm(Form):
    """The practice's own sentences of one kind in one language."""

    opening = forms.CharField(
        label=_("Opening"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Empty: our sentence comes back."),
    )  # fmt: skip
    closing = forms.CharField(
        label=_("Closing"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
