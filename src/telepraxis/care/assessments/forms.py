"""What is asked of whom, until when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import DayField, Form
from telepraxis.commons.questionnaires.library import offered


class AskForm(Form):
    form = forms.ChoiceField(label=_("Form"))
    due_on = DayField(label=_("Until"), required=False)
    writes = forms.BooleanField(
        label=_("Write the patient a mail"),
        required=False,
        initial=True,
        help_text=_("It says only that something waits on their home page."),
    )

    def __init__(self, *args, language: str = "", today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["form"].choices = [("", _("Choose"))] + [(name, form.title(language)) for name, form in offered()]

    def clean_due_on(self):
        """Refuse a day that has passed."""
        day = self.cleaned_data["due_on"]
        if day is not None and self.today is not None and day < self.today:
            raise forms.ValidationError(_("This day has passed."))
        return day
