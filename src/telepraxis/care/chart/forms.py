"""What is typed about a visit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form, Segments
from telepraxis.registry.organizations.languages import language_choices

from .models import LONGEST, Phrase, Section
from .phrases import Words


class NoteForm(Form):
    """The four sections, and the revision they were typed on."""

    subjective = forms.CharField(required=False, strip=False, max_length=LONGEST)
    objective = forms.CharField(required=False, strip=False, max_length=LONGEST)
    assessment = forms.CharField(required=False, strip=False, max_length=LONGEST)
    plan = forms.CharField(required=False, strip=False, max_length=LONGEST)
    revision = forms.IntegerField(min_value=0)

    def sections(self) -> dict[str, str]:
        """Return the typed text of each section."""
        return {section.value: self.cleaned_data[section.value] for section in Section}


class DecisionForm(Form):
    """Which of two texts to go on with."""

    choice = forms.ChoiceField(choices=[("ours", ""), ("theirs", ""), ("both", "")])
    aside = forms.UUIDField()
    draft_revision = forms.IntegerField(min_value=0)


class CarryForm(Form):
    """Which sections of which note to bring forward."""

    source = forms.UUIDField()
    carry = forms.MultipleChoiceField(choices=Section.choices)


class AddendumForm(Form):
    text = forms.CharField(label=_("Addendum"), widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST)


class SummaryForm(Form):
    text = forms.CharField(label=_("Summary"), widget=forms.Textarea(attrs={"rows": 5}), max_length=LONGEST)
    language = forms.ChoiceField(required=False, choices=language_choices)
    second = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST)


def _area(label, rows: int, **more) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, strip=False, max_length=LONGEST, widget=widget, **more)


class PhraseForm(Form):
    """Words to keep for notes."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Phrase.Kind.choices, widget=Segments, initial="phrase")
    title = forms.CharField(label=_("Name"), max_length=120)
    shortcut = forms.SlugField(
        label=_("Shortcut"),
        required=False,
        max_length=40,
        allow_unicode=True,
        help_text=_("What you type after the slash, for example rash. Made from the name when left empty."),
    )
    text = _area(
        _("Words"), 4, help_text=_("A place to fill stands in square brackets: for [how long]. Tab goes there.")
    )
    suggested_for = forms.CharField(
        label=_("Suggest it for"),
        required=False,
        max_length=300,
        help_text=_("Reasons of visits or problems, with commas between: blood pressure, hypertension."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    subjective = _area(Section.SUBJECTIVE.label, 3)
    objective = _area(Section.OBJECTIVE.label, 3)
    assessment = _area(Section.ASSESSMENT.label, 2)
    plan = _area(Section.PLAN.label, 3)

    def words(self) -> Words:
        """Return what was typed."""
        typed = self.cleaned_data
        return Words(
            kind=typed["kind"],
            shortcut=typed["shortcut"],
            title=typed["title"],
            text=typed["text"],
            sections={section.value: typed[section.value] for section in Section},
            suggested_for=typed["suggested_for"],
        )


class NotePhraseForm(PhraseForm):
    """A template made of a note: for oneself, or for everybody."""

    whose = forms.ChoiceField(label=_("Who uses it"), choices=[("mine", _("Only I")), ("practice", _("The practice"))])


class PutInForm(Form):
    """Which prepared words go into the note, and into which section a phrase goes."""

    phrase = forms.UUIDField()
    section = forms.ChoiceField(choices=Section.choices)


class PackForm(Form):
    pack = forms.FileField(
        label=_("Pack"),
        help_text=_("A file that another practice or colleague saved here. Nothing you have is changed."),
        widget=forms.FileInput(attrs={"accept": "application/json,.json"}),
    )
