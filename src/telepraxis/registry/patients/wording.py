"""How the details of a patient are called, and how their values are said."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from telepraxis.base.ui.times import long_date_text
from telepraxis.registry.organizations.languages import language_name

LABELS = {
    "name": gettext_lazy("Name"),
    "birth_date": gettext_lazy("Date of birth"),
    "gender": gettext_lazy("Gender"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "language": gettext_lazy("Language"),
    "interpreter_language": gettext_lazy("Interpreter wanted for"),
    "needs": gettext_lazy("What helps them"),
    "address": gettext_lazy("Address"),
    "emergency_contact": gettext_lazy("In an emergency, call"),
    "identifiers": gettext_lazy("Numbers"),
}


def label_of(detail: str) -> str:
    """Return how the detail is called; a name we no longer know is said as it is."""
    return str(LABELS.get(detail, detail))


def said(detail: str, value: object) -> str:
    """Return the value in words, "" when it is not known."""
    if detail in ("language", "interpreter_language"):
        return language_name(value)
    if detail == "gender":
        known = {"female": _("Female"), "male": _("Male"), "other": _("Other")}
        return known.get(value, "")
    if isinstance(value, date):
        return long_date_text(value)
    if isinstance(value, tuple):
        return ", ".join(f"{each.kind} {each.value}".strip() for each in value)
    if hasattr(value, "relation"):
        return ", ".join(part for part in (value.name, value.relation, value.phone) if part)
    return str(value or "")
