"""What is typed on the way in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.birth_dates import BirthDateField

from .safety import Answers


def answers_of(data) -> Answers:
    """Return what was sent of a safety card; nothing is required here: the card says what is missing."""

    def text(name: str, longest: int) -> str:
        return str(data.get(name, "")).replace("\x00", "").strip()[:longest]

    return Answers(
        jurisdiction=text("jurisdiction", 16),
        place=text("place", 200),
        callback_phone=text("callback_phone", 40),
        contact_name=text("contact_name", 200),
        contact_phone=text("contact_phone", 40),
        company=text("company", 16),
        company_names=text("company_names", 200),
        interpreter_language=text("interpreter_language", 16),
        consents=data.get("consents") == "yes",
    )


class BirthDateForm(forms.Form):
    birth_date = BirthDateField(label=_("Birth date of the patient"))
