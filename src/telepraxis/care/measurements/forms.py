"""The form of measurements: every kind may be left empty; a number is written with a point or a comma."""

import re
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form

from .kinds import ROUTINE, Kind, usual_unit
from .taking import Implausible, Taken, Way, plausible

PLAIN_NUMBER = re.compile(r"[0-9]{1,5}(\.[0-9]{1,4})?")


class NumberField(forms.Field):
    """A number as people write it: 36.6 or 36,6."""

    default_error_messages = {"invalid": _("Write a number, for example 36.6.")}

    def __init__(self, **kwargs):
        entry = {"inputmode": "decimal", "autocomplete": "off", "size": 6, "maxlength": 10}
        super().__init__(required=False, widget=forms.TextInput(attrs=entry), **kwargs)

    def to_python(self, value) -> Decimal | None:
        written = "".join(str(value or "").split()).replace(",", ".")
        if not written:
            return None
        if not PLAIN_NUMBER.fullmatch(written):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(written)


class MeasurementForm(Form):
    """One field per number of each kind, its unit, when it was taken, and what came from a device."""

    device = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    from_device = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    taken_at = forms.DateTimeField(
        label=_("Measured at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Leave empty for now."),
    )

    def __init__(self, *args, jurisdiction: str = "", kinds: tuple[Kind, ...] = ROUTINE, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        for kind in kinds:
            for name, part in zip(names_of(kind), kind.parts, strict=True):
                self.fields[name] = NumberField(label=part.label)
            if len(kind.units) > 1:
                self.fields[f"{kind.name}_unit"] = forms.ChoiceField(
                    label=_("Unit"),
                    required=False,
                    choices=[(unit.ucum, unit.shown) for unit in kind.units],
                    initial=usual_unit(kind, jurisdiction).ucum,
                    widget=forms.Select(attrs={"translate": "no"}),
                )

    def rows(self) -> list[dict]:
        """Return what the template draws: each kind with its fields and its unit."""
        return [
            {
                "kind": kind,
                "parts": [self[name] for name in names_of(kind)],
                "unit": self[f"{kind.name}_unit"] if len(kind.units) > 1 else None,
                "errors": [error for name in names_of(kind) for error in self[name].errors],
            }
            for kind in self.kinds
        ]

    def clean(self) -> dict:
        """Turn what was written into measurements; a value that cannot be right is said at its field."""
        found = super().clean()
        came = set(filter(None, found.get("from_device", "").split(",")))
        self.taken = [one for kind in self.kinds if (one := self._taken(kind, found, came)) is not None]
        if not self.taken and not self.errors:
            raise forms.ValidationError(_("Nothing is filled in yet. Write at least one value."), code="empty")
        return found

    def _taken(self, kind: Kind, found: dict, came: set[str]) -> Taken | None:
        names = names_of(kind)
        values = tuple(found[name] for name in names if found.get(name) is not None)
        if not values or any(name in self.errors for name in names):
            return None
        unit = found.get(f"{kind.name}_unit") or ""
        try:
            plausible(kind, values, unit)
        except Implausible as reason:
            missing = next((name for name in names if found.get(name) is None), None)
            self.add_error(missing or names[min(reason.part, len(names) - 1)], str(reason))
            return None
        by_device = kind.name in came
        return Taken(
            kind=kind.name,
            values=values,
            unit=unit,
            taken_at=found.get("taken_at"),
            way=Way.DEVICE if by_device else Way.TYPED,
            device=found.get("device", "") if by_device else "",
        )


def names_of(kind: Kind) -> list[str]:
    """Return the names of the kind's fields."""
    return [f"{kind.name}_{number}" for number in range(len(kind.parts))] if kind.is_panel else [kind.name]


class WrongForm(Form):
    reason = forms.CharField(label=_("What is wrong with it?"), max_length=200)
