"""Forms of directives, made for their kind."""

from datetime import date
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import DayField, Form, PhoneField, Segments
from telepraxis.base.ui.times import day_text, long_date_text
from telepraxis.commons.documents.reading import Kept

from .answering import ANSWERS
from .document import NO, YES, Said
from .keeping import LONGEST, Incomplete, checked
from .kinds import Kind
from .reading import Shown

WITH_AGENT = ("living_will", "proxy", "other")
WITH_STANCE = [(YES, _("Wishes to donate")), (NO, _("Does not wish to donate"))]
ACCEPTED = "application/pdf,image/jpeg,image/png,image/webp"


def _line(label, longest: int = 200, **kwargs) -> forms.CharField:
    entry = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=longest, widget=entry, **kwargs)


class DirectiveForm(Form):
    """What a directive says. `papers` are files of the patient, `older` directives that a new one may replace."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        kind: Kind,
        patient: UUID,
        today: date,
        papers: list[Kept] = (),
        older: list[Shown] = (),
        by_patient: bool = False,
        **kwargs,
    ):
        super().__init__(*args, auto_id="directive-%s", **kwargs)
        self.kind, self.patient, self.today = kind, patient, today
        self.fields["made_on"] = DayField(label=_("Signed or said on"))
        if kind.asks == "treatment":
            self.fields["treatment"] = _line(_("What is refused?"), help_text=_("For example: blood products."))
        if kind.asks == "stance":
            self.fields["stance"] = forms.ChoiceField(
                label=_("Organ donation"), required=False, choices=WITH_STANCE, widget=Segments
            )
        if kind.name in WITH_AGENT:
            self.fields["agent_name"] = _line(_("Who decides then?"))
            self.fields["agent_relation"] = _line(_("Relation to the patient"), 60)
            self.fields["agent_phone"] = PhoneField(label=_("Their phone"), required=False, max_length=40)
        self.fields["wishes"] = forms.CharField(
            label=_("What it says, in short"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 3})
        )
        self.fields["held_by"] = _line(
            _("Who holds the signed paper?"), help_text=_("For example: her brother Chidi, at home.")
        )
        if by_patient:
            self.fields["file"] = _file(_("The signed paper"))
            return
        self.fields["ends_on"] = DayField(
            label=_("Holds until"), required=False, help_text=_("Leave empty where it has no end.")
        )
        self.fields["review_on"] = DayField(label=_("Go through it again on"), required=False)
        self.fields["paper"] = forms.ChoiceField(
            label=_("The signed paper"), required=False, choices=[("", "–"), *((str(f.uid), _named(f)) for f in papers)]
        )
        self.fields["file"] = _file(_("Or add it now"))
        if older:
            self.fields["replaces"] = forms.ChoiceField(
                label=_("Does it replace an older one?"),
                required=False,
                choices=[("", _("no")), *((str(each.uid), _older(each)) for each in older)],
            )

    def clean(self) -> dict:
        """Turn what was written into what the directive says; what cannot be is said at its field."""
        found = super().clean()
        if not self.errors:
            try:
                self.said = checked(self._said(found), self.patient, self.today)
            except Incomplete as refusal:
                for name, why in refusal.why.items():
                    self.add_error(name, str(why))
        return found

    def _said(self, found: dict) -> Said:
        names = ("made_on", "wishes", "treatment", "stance", "agent_name", "agent_relation", "agent_phone", "held_by")
        days = {name: found.get(name) for name in ("review_on", "ends_on")}
        return Said(kind=self.kind.name, **{name: found[name] for name in names if found.get(name)}, **days)

    @property
    def more(self) -> list:
        """Return the bound fields in the order in which they are asked, without the hidden ones."""
        return [self[name] for name in self.fields if name != "version"]


def _file(label) -> forms.FileField:
    hint = _("A photograph or a PDF, up to 25 MB.")
    return forms.FileField(
        label=label, required=False, help_text=hint, widget=forms.FileInput(attrs={"accept": ACCEPTED})
    )


def _named(file: Kept) -> str:
    return f"{file.name} · {day_text(file.at)}"


def _older(shown: Shown) -> str:
    return f"{shown.what}, {long_date_text(shown.made_on)}" if shown.made_on else shown.what


class AnswerForm(Form):
    answer = forms.ChoiceField(choices=[(name, label) for name, (_display, label) in ANSWERS.items()])


class ActForm(Form):
    """One act on one directive."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("confirm", "refuse", "review", "withdraw", "wrong")])
    version = forms.IntegerField(required=False)
    reason = forms.CharField(required=False, max_length=500)
    next_on = forms.DateField(required=False)
