"""What patients and clinicians write in this room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import DayField, Form, Slots, Suggestions
from telepraxis.commons.documents.sites import BODY_SITES

from .corrections import LONGEST as LONGEST_WORDS
from .questions import LONGEST as LONGEST_TEXT

OFTEN = (
    _("Headache"), _("Pain"), _("Fever"), _("Cough"), _("Shortness of breath"), _("Tiredness"), _("Dizziness"),
    _("Nausea"), _("Itching"), _("Swelling"), _("Trouble sleeping"), _("Low mood"),
)  # fmt: skip
LARGEST = 25 * 1024 * 1024


def _often() -> list[str]:
    return [str(each) for each in OFTEN]


class SymptomForm(Form):
    what = forms.CharField(
        label=_("What do you feel?"), max_length=200, widget=Suggestions(_often, attrs={"autocomplete": "off"})
    )
    strength = forms.TypedChoiceField(
        label=_("How strong is it?"),
        help_text=_("0 is nothing, 10 is the worst you can imagine."),
        choices=[(number, str(number)) for number in range(11)],
        coerce=int,
        widget=Slots,
    )
    since = DayField(label=_("Since when?"), required=False)
    words = forms.CharField(
        label=_("Tell us more"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class PhotoForm(Form):
    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG or PNG, up to 25 MB. The place and time hidden in a photo are taken out."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "capture": False}),
    )
    purpose = forms.CharField(
        label=_("What does it show, and why do you send it?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    site = forms.ChoiceField(
        label=_("Where on the body?"),
        required=False,
        choices=[("", _("Not a picture of the body")), *BODY_SITES.items()],
    )


class QuestionForm(Form):
    text = forms.CharField(label=_("Your question"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}))


class CorrectionForm(Form):
    wrong = forms.CharField(
        label=_("What is wrong?"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
    instead = forms.CharField(
        label=_("What should it say?"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
    picture = forms.FileField(
        label=_("A photo that shows it"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )


class AnswerForm(Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("In plain words. The patient gets an e-mail that says only that there is an answer."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    read = forms.IntegerField(widget=forms.HiddenInput)


class WordsForm(Form):
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)


class DisagreeForm(Form):
    disagreement = forms.CharField(
        label=_("Your statement"),
        help_text=_("It is shown with the entry from now on, to everybody who opens it."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
