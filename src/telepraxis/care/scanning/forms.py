"""What a person says of a document, and what they send."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import DayField, Form

from .confirming import TITLE_LENGTH, Confirmed
from .languages import LANGUAGES, MOST, USUAL, readable
from .taking_over import Decided
from .types_of_paper import TYPES

NO_TYPE = [("", _("Not known"))]


class SendForm(Form):
    """In which languages it is read; where nothing can be read here, nothing is asked."""

    languages = forms.MultipleChoiceField(
        label=_("Languages on the paper"),
        choices=[],
        initial=list(USUAL),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        here = readable()
        self.fields["languages"].choices = [(code, LANGUAGES[code]) for code in here]
        self.fields["languages"].required = bool(here)

    def clean_languages(self) -> tuple[str, ...]:
        chosen = tuple(self.cleaned_data["languages"]) or USUAL
        if len(chosen) > MOST:
            raise forms.ValidationError(_("Choose at most three: each further one makes words less sure."))
        return chosen


class ConfirmForm(Form):
    """Type, date, title and who wrote it. The patient and the values are read from the same form by `said`."""

    type = forms.ChoiceField(label=_("What it is"), required=False, choices=[])
    dated = DayField(label=_("Date on the paper"), required=False)
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    source = forms.CharField(label=_("Who wrote it"), required=False, max_length=200)
    patient = forms.UUIDField(label=_("Patient"), error_messages={"required": _("Choose whose paper this is.")})

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["type"].choices = [*NO_TYPE, *sorted(TYPES.items(), key=lambda one: one[1])]

    def clean_dated(self):
        day = self.cleaned_data["dated"]
        if day and day > self.today:
            raise forms.ValidationError(_("The paper cannot be from the future."))
        return day

    def said(self) -> Confirmed:
        """Return what was confirmed."""
        given = self.cleaned_data
        return Confirmed(
            patient=given["patient"],
            title=given["title"],
            type=(given["type"], TYPES[given["type"]]) if given["type"] else None,
            dated=given["dated"],
            source=given["source"],
            same_person=self.data.get("same_person") == "yes",
            values=decided_in(self.data),
        )


class ReasonForm(Form):
    reason = forms.CharField(max_length=500, required=False)


def decided_in(data: QueryDict) -> Decided:
    """Return what the form says of the values: `value-3` is take or leave, `number-3` the number put right."""
    said = {int(name[6:]): data[name] for name in data if name.startswith("value-") and name[6:].isdecimal()}
    take = tuple(sorted(number for number, word in said.items() if word == "take"))
    leave = tuple(sorted(number for number, word in said.items() if word == "leave"))
    numbers = {number: right for number in take if (right := _number(data.get(f"number-{number}", ""))) is not None}
    return Decided(take, leave, numbers)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**9 else None
