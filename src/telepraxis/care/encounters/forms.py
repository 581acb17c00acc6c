"""What is typed about a visit's times."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form


def _moment(label) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"])


class TimesForm(Form):
    """When the visit really began and ended, in the reader's zone."""

    began = _moment(_("Began"))
    ended = _moment(_("Ended"))
    why = forms.CharField(
        label=_("Why is it corrected?"), max_length=300, help_text=_("Stays in the audit trail beside the old times.")
    )
