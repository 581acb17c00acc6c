"""Forms of prescribing: a line by its fields, what is kept, what the practice sets, what anybody may check."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from telepraxis.base.ui.forms import BirthDateField, DayField, Form
from telepraxis.registry.organizations.jurisdictions import jurisdictions

from .expiry import SCHEDULES

YES_NO = [("", ""), ("true", "true"), ("false", "false")]


def is_yes(said: str) -> bool:
    return said == "true"


class TextForm(Form):
    """The typed line, and what the button that sent it wants."""

    text = forms.CharField(max_length=500, required=False, strip=True)
    then = forms.CharField(max_length=10, required=False)
    version = forms.IntegerField(required=False)


class DecideForm(Form):
    """What happens with a serious warning: nothing is chosen beforehand."""

    card = forms.CharField(max_length=300)
    choice = forms.CharField(max_length=200)
    reason = forms.CharField(max_length=500, required=False)
    version = forms.IntegerField(required=False)


class StateForm(Form):
    """What counts for a dose, asked just now."""

    weight_kg = forms.DecimalField(min_value=Decimal("0.3"), max_value=Decimal(400), decimal_places=2, required=False)
    pregnant = forms.TypedChoiceField(choices=YES_NO, coerce=is_yes, empty_value=None, required=False)
    breastfeeding = forms.TypedChoiceField(choices=YES_NO, coerce=is_yes, empty_value=None, required=False)


class CancelForm(Form):
    reason = forms.CharField(max_length=200)
    row = forms.UUIDField(required=False)


class AnswerForm(Form):
    words = forms.CharField(max_length=500, required=False)
    approve = forms.BooleanField(required=False)


class WordsForm(Form):
    words = forms.CharField(max_length=500, required=False)


class OptionForm(Form):
    option = forms.IntegerField(min_value=0, max_value=20, required=False)


class SentenceForm(Form):
    """Lines to keep, one below the other, as they are typed when prescribing."""

    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=120)
    lines = forms.CharField(
        label=gettext_lazy("Lines"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("One medicine each. Several lines are a protocol: they come into the basket together."),
    )
    for_practice = forms.BooleanField(label=gettext_lazy("For everybody in the practice"), required=False)

    def __init__(self, *args, may_for_practice: bool, may_own: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_for_practice:
            del self.fields["for_practice"]
        elif not may_own:
            self.fields["for_practice"].initial = True
            self.fields["for_practice"].disabled = True

    @property
    def typed(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data.get("lines", "").splitlines() if line.strip()]


class ValidityForm(Form):
    """How long a prescription is good for."""

    schedule = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    jurisdiction = forms.ChoiceField(label=gettext_lazy("Where the patient is"), required=False)
    days = forms.IntegerField(label=pgettext_lazy("how long", "Days"), min_value=1, max_value=1095)
    most_repeats = forms.IntegerField(
        label=gettext_lazy("Repeats at most"),
        min_value=0,
        max_value=99,
        required=False,
        help_text=gettext_lazy("Empty: as the prescriber says."),
    )

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["schedule"].choices = [(each, kind_name(each)) for each in SCHEDULES]
        known = sorted(jurisdictions(organization).values(), key=lambda one: str(one.name))
        self.fields["jurisdiction"].choices = [("", _("everywhere")), *((each.code, each.name) for each in known)]


def kind_name(schedule: str) -> str:
    return _("Schedule %(number)s") % {"number": schedule} if schedule else _("Not controlled")


class GrantForm(Form):
    """What somebody may prescribe beyond their role."""

    practitioner = forms.ChoiceField(label=gettext_lazy("Who"))
    may_prescribe = forms.BooleanField(label=gettext_lazy("May prescribe"), required=False)
    dea_number = forms.CharField(
        label=gettext_lazy("Registration for controlled substances"), max_length=20, required=False
    )
    identity_proven_on = DayField(label=gettext_lazy("Identity proven on"), required=False)

    def __init__(self, *args, practitioners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].choices = [("", "–"), *practitioners]


class AuditForm(Form):
    """Somebody from outside audited how controlled substances are prescribed here."""

    auditor = forms.CharField(label=gettext_lazy("Who audited"), max_length=200)
    report = forms.CharField(label=gettext_lazy("Where the report lies"), max_length=200)
    audited_on = DayField(label=gettext_lazy("Audited on"))
    valid_until = DayField(
        label=gettext_lazy("Good until"), help_text=gettext_lazy("Empty: two years."), required=False
    )

    def clean(self) -> dict:
        said = super().clean()
        begins, ends = said.get("audited_on"), said.get("valid_until")
        if begins and ends and ends <= begins:
            raise ValidationError(_("It has to be good for longer than the day of the audit."))
        return said


class LeaveForm(Form):
    """Who is asked for leave, about which line."""

    line = forms.UUIDField()
    payer = forms.CharField(max_length=200)


class LeaveAnswerForm(Form):
    """What whoever pays has answered; `answer` is the button."""

    answer = forms.ChoiceField(choices=[(name, name) for name in ("granted", "refused", "withdraw")])
    number = forms.CharField(label=gettext_lazy("Number under which it was granted"), max_length=100, required=False)
    valid_until = DayField(label=gettext_lazy("Granted until"), required=False)


class CheckForm(Form):
    """A code, or a number with the date of birth."""

    text = forms.CharField(
        label=gettext_lazy("Code or number"),
        max_length=8000,
        help_text=gettext_lazy("Twelve letters and digits, or all that a scanner reads."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )
    born = BirthDateField(label=gettext_lazy("Date of birth of the patient"), required=False)

    def clean(self) -> dict:
        said = super().clean()
        if said.get("text") and "." not in said["text"] and not said.get("born") and "born" not in self.errors:
            self.add_error("born", _("With a number the date of birth is needed."))
        return said

    @property
    def birth_date(self) -> date | None:
        return self.cleaned_data.get("born")
