"""Forms of entries, made from the parts of their kinds."""

from collections.abc import Iterator
from datetime import date

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form, Segments

from .days import spelled
from .keeping import Incomplete, checked
from .kind import Kind, Values
from .parts import LONGEST, Choice, Coded, Concept, Day, Number, Part, Text, ToldByPatient

SIDE_BY_SIDE = 4  # so many choices, and no more, stand beside each other
NO_CHOICE = _("not said")


class DayField(forms.CharField):
    """A date as exactly as it is known, in whatever spelling."""

    def __init__(self, today: date, **kwargs):
        self.today = today
        entry = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 40})
        super().__init__(required=False, max_length=40, widget=entry, **kwargs)

    def to_python(self, value) -> str:
        return spelled(super().to_python(value) or "", self.today)


class EntryForm(Form):
    """What an entry says. `kept` is what it said before, which is not held against whoever changes the rest."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, kind: Kind, today: date, said: Values | None = None, kept: Values | None = None):
        self.kind, self.today, self.kept = kind, today, kept
        self.said = kind.usual() | (said or {}) if kept is None else kept | (said or {})
        super().__init__(data, auto_id="entry-%s")
        for part in kind.parts:
            self.fields.update(self._fields_of(part))

    def _fields_of(self, part: Part) -> dict[str, forms.Field]:
        value = self.said.get(part.name, part.empty)
        words = {"label": part.label, "help_text": part.hint}
        if isinstance(part, Concept):
            return _concept(part, value, words)
        if isinstance(part, Choice):
            return {part.name: _choice(part, value, words)}
        if isinstance(part, Day):
            return {part.name: DayField(self.today, initial=value, **words)}
        if isinstance(part, Number):
            entry = forms.NumberInput(attrs={"min": part.least, "max": part.most, "autocomplete": "off"})
            return {part.name: forms.IntegerField(required=False, initial=value, widget=entry, **words)}
        if isinstance(part, ToldByPatient):
            return {part.name: forms.BooleanField(required=False, initial=value, **words)}
        return {part.name: _text(part, value, words)}

    def rows(self) -> Iterator[dict]:
        """Yield what is asked first."""
        return (self._row(part) for part in self.kind.parts if not part.is_more)

    def more(self) -> Iterator[dict]:
        """Yield what is asked under "More"."""
        return (self._row(part) for part in self.kind.parts if part.is_more)

    @cached_property
    def opens_more(self) -> bool:
        """Whether something under "More" is filled in or wrong."""
        usual = self.kind.usual()
        more = [part for part in self.kind.parts if part.is_more]
        return any(part.name in self.errors for part in more) or any(
            self.said.get(part.name, part.empty) not in (part.empty, usual.get(part.name, part.empty)) for part in more
        )

    def _row(self, part: Part) -> dict:
        bound = self[part.name]
        picks = part.picks if isinstance(part, Concept) else ""
        row = {"part": part, "field": bound, "picks": picks, "error": next(iter(bound.errors), "")}
        if picks:
            row["optional"] = not part.required
            row |= {name: self[f"{part.name}_{name}"].value() or "" for name in ("system", "code")}
        return row

    def clean(self) -> dict:
        """Turn what was written into the parts' values; what cannot be is said at its field."""
        found = super().clean()
        self.values: Values = {part.name: self._value(part, found) for part in self.kind.parts if part.name in found}
        if not self.errors:
            try:
                checked(self.kind, self.values, self.today, before=self.kept)
            except Incomplete as refusal:
                self.refuse(refusal)
        return found

    def refuse(self, refusal: Incomplete) -> None:
        """Say what the verb refused, at its field."""
        for name, why in refusal.why.items():
            self.add_error(name, str(why))

    def _value(self, part: Part, found: dict):
        """Return what was written; words that did not change keep the code they had."""
        if not isinstance(part, Concept):
            return found[part.name]
        before = (self.kept or {}).get(part.name)
        if before and found[part.name] == before.text and not found.get(f"{part.name}_code"):
            return before
        return part.taken(
            Coded(found[part.name], found.get(f"{part.name}_system", ""), found.get(f"{part.name}_code", ""))
        )


def _concept(part: Concept, value: Coded, words: dict) -> dict[str, forms.Field]:
    entry = forms.TextInput(attrs={"autocomplete": "off", "maxlength": LONGEST})
    hidden = {"required": False, "max_length": 300, "widget": forms.HiddenInput}
    return {
        part.name: forms.CharField(required=False, max_length=LONGEST, initial=value.text, widget=entry, **words),
        f"{part.name}_system": forms.CharField(initial=value.system, **hidden),
        f"{part.name}_code": forms.CharField(initial=value.code, **hidden),
    }


def _choice(part: Choice, value: str, words: dict) -> forms.Field:
    options = dict(part.options) | ({value: value} if value and value not in part.options else {})
    choices = [*([] if part.required else [("", NO_CHOICE)]), *options.items()]
    widget = Segments if len(choices) <= SIDE_BY_SIDE else forms.Select
    return forms.ChoiceField(required=part.required, choices=choices, initial=value, widget=widget, **words)


def _text(part: Text, value: str, words: dict) -> forms.Field:
    widget = (
        forms.Textarea(attrs={"rows": part.rows}) if part.rows > 1 else forms.TextInput(attrs={"autocomplete": "off"})
    )
    return forms.CharField(required=False, max_length=part.longest, initial=value, widget=widget, **words)


class EndForm(Form):
    """As of when an entry is over, and why."""

    day = forms.CharField(label=_("As of"), required=False, max_length=40)
    why = forms.CharField(required=False, max_length=LONGEST)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, kind: Kind, today: date, **kwargs):
        super().__init__(*args, auto_id="entry-end-%s", **kwargs)
        self.today = today
        self.fields["why"].label = kind.ending.asks_why if kind.ending else ""
        if kind.ending is None or not kind.ending.day:
            del self.fields["day"]

    def clean_day(self) -> str:
        return spelled(self.cleaned_data["day"], self.today)


class WrongForm(Form):
    reason = forms.CharField(label=_("What is wrong with it?"), max_length=500)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="entry-wrong-%s", **kwargs)


class LineForm(Form):
    """One typed line, to be understood."""

    line = forms.CharField(max_length=1000)
