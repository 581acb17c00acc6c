"""Forms as people meet them: what is missing said in words, linked to its field; controls a thumb can hit."""

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.birth_dates import BirthDateField
from telepraxis.base.ui.widgets import Cards, Segments, Slots, Suggestions, Telephone

__all__ = [
    "BirthDateField",
    "Cards",
    "DayField",
    "Form",
    "ModelForm",
    "PhoneField",
    "Segments",
    "Slots",
    "Suggestions",
    "field_markup",
]


class _Spoken:
    """What both kinds of form share: no colons, no HTML required bubble in foreign words, an error summary."""

    template_name = "ui/parts/form.html"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def summary(self) -> SafeString:
        """``{{ form.summary }}``: what is still needed, each line a link to its field; empty when all is well."""
        if not (self.is_bound and self.errors):
            return SafeString("")
        lines = [(field, error) for field in self.visible_fields() for error in field.errors]
        return SafeString(
            render_to_string("ui/parts/summary.html", {"general": self.non_field_errors(), "lines": lines})
        )


class Form(_Spoken, forms.Form):
    """Base of every form. ``{{ form.summary }}{% field form.name %}``, or ``{{ form }}`` for all of it."""


class ModelForm(_Spoken, forms.ModelForm):
    """The same for a form over one table."""


class DayField(forms.DateField):
    """A day, by the browser's own control; that one reads and writes 2026-11-30 in every language."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PhoneField(forms.CharField):
    """A telephone number as people write it; kept as digits with a leading plus where it was given."""

    widget = Telephone
    default_error_messages = {"invalid": _("A telephone number has 6 to 15 digits. Check the number.")}

    def to_python(self, value):
        written = super().to_python(value)
        if not written:
            return written
        digits = "".join(letter for letter in written if letter.isdigit())
        if not 6 <= len(digits) <= 15 or any(letter.isalpha() for letter in written):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if written.strip().startswith("00"):
            return "+" + digits[2:]
        return ("+" if written.strip().startswith("+") else "") + digits


def field_markup(bound, *, label: str = "", hint: str = "", attributes: dict | None = None) -> SafeString:
    """Label, hint, control and error of one bound field, in that order, linked by aria-describedby."""
    hint = hint or bound.help_text
    parts = [f"{bound.auto_id}-hint"] * bool(hint) + [f"{bound.auto_id}-error"] * bool(bound.errors)
    described, grouped = " ".join(parts), bound.use_fieldset
    control = {key.replace("_", "-"): value for key, value in (attributes or {}).items()}
    control["aria-describedby"] = (not grouped and described) or False
    if bound.errors:
        control["aria-invalid"] = "true"
    ticked = isinstance(bound.field.widget, forms.CheckboxInput)
    context = {
        "field": bound,
        "label": label or bound.label,
        "hint": hint,
        "described": described,
        "control": bound.as_widget(attrs=control),
        "grouped": grouped,
        "ticked": ticked,
        "optional": not (bound.field.required or ticked),
    }
    return SafeString(render_to_string("ui/parts/field.html", context))
