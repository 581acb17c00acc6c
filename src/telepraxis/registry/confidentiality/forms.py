"""Forms of confidentiality: which labels, why, and what the officer found."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.record.labels import NONE, Label
from telepraxis.base.ui.forms import Form, Segments

from .breaking import LONGEST_REASON as LONGEST_EMERGENCY
from .labelling import LONGEST_REASON, SAID
from .wishes import LONGEST

CHOICES = [(str(int(label)), words) for label, words in SAID.items()]


class Labels(forms.MultipleChoiceField):
    """Checkboxes of labels, cleaned to a mask."""

    def __init__(self, **kwargs):
        super().__init__(choices=CHOICES, widget=forms.CheckboxSelectMultiple, required=False, **kwargs)

    def clean(self, value) -> Label:
        labels = NONE
        for each in super().clean(value):
            labels |= Label(int(each))
        return labels


def ticked(labels: int) -> list[str]:
    """Return the initial value of a field of labels."""
    return [value for value, _words in CHOICES if int(value) & labels]


class RestrictForm(Form):
    labels = Labels(
        label=_("What is it about?"),
        help_text=_("Then only colleagues who are cleared for all that is ticked see it, the patient, and you."),
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Short, and without what the entry says: it stands in the list of who looked."),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class EmergencyForm(Form):
    reason = forms.CharField(
        label=_("Why do you need it now?"),
        help_text=_("The privacy officer and the patient read this."),
        max_length=LONGEST_EMERGENCY,
        error_messages={"required": _("Say why you need it now. Nothing was opened.")},
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
    )


class ReviewForm(Form):
    justified = forms.TypedChoiceField(
        label=_("Was it justified?"),
        choices=[("yes", _("Justified")), ("no", _("Not justified"))],
        coerce=lambda value: value == "yes",
        widget=Segments,
    )
    comment = forms.CharField(
        label=_("What you found, and what follows"), max_length=2000, widget=forms.Textarea({"rows": 4})
    )


class WishForm(Form):
    words = forms.CharField(
        label=_("What should we know?"),
        help_text=_("For example who should not see it. Only the privacy officer reads this."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
    )


class AnswerForm(Form):
    granted = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("Yes, restrict it")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=Segments,
    )
    labels = Labels(label=_("What is it about?"))
    words = forms.CharField(label=_("What the patient reads"), max_length=LONGEST, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args, names_entry: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not names_entry:
            del self.fields["labels"]

    def clean(self) -> dict:
        typed = super().clean()
        if "labels" in self.fields and typed.get("granted") and not typed.get("labels"):
            self.add_error("labels", _("Tick what it is about, so that those who treat it still see it."))
        return typed


class ClearanceForm(Form):
    clearances = Labels(label=_("Cleared for"))
