"""Forms about its texts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import DayField, Form
from telepraxis.registry.organizations.languages import language_choices


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
