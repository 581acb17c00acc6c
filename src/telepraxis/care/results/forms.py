"""Forms of the room: what is decided and told, who covers whom, what the practice settles."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Cards, DayField, Form, Segments

from .deciding import LONGEST, Next, Telling
from .models import Excuse, How, Release
from .policy import Settled

LATER = "later"


class TellForm(Form):
    """How the patient is told, in which words."""

    how = forms.ChoiceField(label=_("Tell the patient"), choices=How.choices, widget=Segments)
    words = forms.CharField(
        label=_("In plain words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you tell the patient, in plain words.")},
    )
    understood = forms.BooleanField(label=_("They said that they know: nothing more to wait for"), required=False)

    def __init__(self, data=None, *, has_portal: bool = True, initial_words: str = "", **kwargs):
        first = How.PORTAL if has_portal else How.PHONE
        super().__init__(data, initial={"how": first, "words": initial_words} | kwargs.pop("initial", {}), **kwargs)
        ways = [each for each in How.choices if has_portal or each[0] != How.PORTAL]
        self.fields["how"].choices = ways + self.further_ways()
        self.fields["words"].required = data is None or data.get("how") != LATER
        self.order_fields(["text", "how", "words", "understood", "next", "due_on"])

    def further_ways(self) -> list:
        return []

    def telling(self) -> Telling | None:
        said = self.cleaned_data
        if said["how"] == LATER:
            return None
        return Telling(how=said["how"], words=said["words"], understood=said["understood"])


class DecideForm(TellForm):
    """What happens now, and the patient's part."""

    text = forms.CharField(
        label=_("What happens now"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what happens now, even if nothing has to be done.")},
    )
    next = forms.CharField(label=_("Step for the plan"), required=False, max_length=300)
    due_on = DayField(label=_("By"), required=False)

    def __init__(self, *args, initial_text: str = "", is_known: bool = True, **kwargs):
        self.is_known = is_known
        super().__init__(*args, initial={"text": initial_text} | ({} if is_known else {"how": LATER}), **kwargs)
        if not is_known:
            self.fields["how"].choices = self.further_ways()

    def further_ways(self) -> list:
        return [(LATER, _("Later"))]

    def step(self) -> Next | None:
        said = self.cleaned_data
        return Next(text=said["next"], due_on=said["due_on"]) if said["next"].strip() else None


class ExcuseForm(Form):
    """Why nobody can acknowledge it."""

    why = forms.ChoiceField(label=_("Why not?"), choices=Excuse.choices)


class HandForm(Form):
    """To whom a result is handed, and why."""

    to = forms.ChoiceField(label=_("To"))
    why = forms.CharField(label=_("Why?"), required=False, max_length=200)

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(str(uid), each.name) for uid, each in colleagues.items()]


class CoverForm(Form):
    """Who is away, from when until when, and who looks after their results."""

    practitioner = forms.ChoiceField(label=_("Who is away"))
    covered_by = forms.ChoiceField(label=_("Who looks after their results"))
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until, this day included"))

    def __init__(self, *args, away, colleagues, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        nobody = [("", "")]  # nobody is away, or covers, because a list began with them
        known = [(str(uid), each.name) for uid, each in away.items()]
        self.fields["practitioner"].choices = nobody + known if len(known) > 1 else known
        others = {uid: each for uid, each in colleagues.items() if len(away) > 1 or uid not in away}
        self.fields["covered_by"].choices = nobody + [(str(uid), each.name) for uid, each in others.items()]

    def clean(self) -> dict:
        said = super().clean()
        if said.get("practitioner") and said.get("practitioner") == said.get("covered_by"):
            self.add_error("covered_by", _("Choose somebody else."))
        starts, ends = said.get("starts_on"), said.get("ends_on")
        if ends and (ends < self.today or (starts and ends < starts)):
            self.add_error("ends_on", _("The last day lies before the first, or is over."))
        return said


class PolicyForm(Form):
    """What the practice settles."""

    critical_minutes = forms.IntegerField(label=_("A critical result, in minutes"), min_value=5, max_value=1440)
    abnormal_days = forms.IntegerField(
        label=_("An abnormal one, or one that nobody rated, in days"), min_value=1, max_value=30
    )
    normal_days = forms.IntegerField(label=_("A usual one, in days"), min_value=1, max_value=60)
    unread_days = forms.IntegerField(
        label=_("The patient was told and has not read it, in days"), min_value=1, max_value=60
    )
    historic_days = forms.IntegerField(
        label=_("Filed as old when it arrives more than so many days after its date"), min_value=1, max_value=3650
    )
    release = forms.ChoiceField(label=_("Patients see results"), choices=Release.choices, widget=Cards)

    def said(self) -> Settled:
        return Settled(**self.cleaned_data)
