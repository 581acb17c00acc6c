"""Small forms round the builder."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form

LARGEST = 2 * 1024 * 1024


class TitleForm(Form):
    title = forms.CharField(label=_("Title"), max_length=200)


class ImportForm(Form):
    file = forms.FileField(label=_("A form as FHIR JSON"), help_text=_("A Questionnaire of FHIR R4, up to 2 MB."))

    def clean_file(self):
        """Return the bytes of the file."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        return file.read()
