"""What is sent with a file, and the marks of the ruler."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form

from .measuring import Line
from .sites import BODY_SITES

SITES = [("", _("Not a picture of the body")), *BODY_SITES.items()]


class FileForm(Form):
    about = forms.CharField(label=_("What does it show?"), required=False, max_length=200)
    site = forms.ChoiceField(label=_("Where on the body?"), required=False, choices=SITES)


class WrongForm(Form):
    reason = forms.CharField(max_length=200)


class RulerForm(Form):
    """Two lines, each of two points in the picture's own points, and how long the first is."""

    known_mm = forms.DecimalField(min_value=1, max_value=2000, max_digits=6, decimal_places=1)
    known = forms.CharField(max_length=80)
    wanted = forms.CharField(max_length=80)

    def clean_known(self) -> Line:
        return _line(self.cleaned_data["known"])

    def clean_wanted(self) -> Line:
        return _line(self.cleaned_data["wanted"])


def _line(text: str) -> Line:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 4 or not all(0 <= number <= 100_000 for number in numbers):
        raise forms.ValidationError(_("Mark both ends of the line in the picture."))
    return Line(*numbers)
