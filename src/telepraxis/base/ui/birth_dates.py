"""Dates of birth as people spell them: "14 3 1991", "14 March 1991", "1991-03-14", "14.3.91"."""

import re
import unicodedata
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_AP
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from telepraxis.base.ui.widgets import DayMonthYear

MONTH_NAMES_IN = ("en", "es", "pt", "fr", "de")
LONGEST_LIFE_YEARS = 130


class NotADate(ValueError):
    """What was written names no day; the message says why, in words for the person."""


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c)).strip(
        " ."
    )


def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for language in MONTH_NAMES_IN:
        with override(language):
            for number in range(1, 13):
                for spelling in (_plain(str(MONTHS[number])), _plain(str(MONTHS_AP[number]))):
                    names.setdefault(spelling, number)
                    names.setdefault(spelling[:3], number)
    return names


_NAMES: dict[str, int] = {}


def month_number(text: str) -> int:
    """:raises NotADate: no month is called so."""
    _NAMES or _NAMES.update(_month_names())
    written = _plain(text)
    number = int(written) if written.isdigit() else _NAMES.get(written) or _NAMES.get(written[:3], 0)
    if not 1 <= number <= 12:
        raise NotADate(_("There is no month “%(month)s”. Write a number from 1 to 12, or its name.") % {"month": text})
    return number


def birth_date(day: str, month: str, year: str, today: date) -> date:
    """The day of birth from its three parts.

    :raises NotADate: a part is missing or wrong, the day lies ahead or more than 130 years back.
    """
    if not (day and month and year):
        raise NotADate(_("Write the day, the month and the year."))
    if not (day.isdigit() and year.isdigit()):
        raise NotADate(_("Write the day and the year in numbers, for example 14 and 1991."))
    number = month_number(month)
    whole_year = int(year) + (0 if len(year) > 2 else 2000 if int(year) <= today.year % 100 else 1900)
    try:
        born = date(whole_year, number, int(day))
    except ValueError:
        with_name = {"month": str(MONTHS[number]).capitalize(), "day": int(day)}
        raise NotADate(_("%(month)s has no day %(day)s. Check the day.") % with_name) from None
    if born > today:
        raise NotADate(_("This day has not come yet. Check the year."))
    if today.year - born.year > LONGEST_LIFE_YEARS:
        raise NotADate(_("This is more than 130 years ago. Check the year."))
    return born


def read(text: str, today: date) -> date:
    """The day of birth from one spelling; the year may stand first or last, the day before the month."""
    parts = [
        part
        for part in re.split(r"[\s./,\-]+|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)", text.strip())
        if part and part.lower() not in {"de", "of"}
    ]
    if len(parts) == 1 and re.fullmatch(r"\d{8}", parts[0]):
        whole = parts[0]
        parts = (
            [whole[6:], whole[4:6], whole[:4]]
            if whole[:2] in {"18", "19", "20"}
            else [whole[:2], whole[2:4], whole[4:]]
        )
    if len(parts) != 3:
        raise NotADate(_("Write the day, the month and the year, for example 14 March 1991."))
    if len(parts[0]) == 4 and parts[0].isdigit():
        parts.reverse()
    elif not parts[0].isdigit() and parts[1].isdigit():
        parts[0], parts[1] = parts[1], parts[0]
    return birth_date(*parts, today=today)


class BirthDateField(forms.Field):
    """A date of birth in three fields, or in one under the plain name."""

    widget = DayMonthYear
    default_error_messages = {"required": gettext_lazy("Write the date of birth.")}

    def clean(self, value):
        spelled = value if isinstance(value, str) else None
        parts = [] if spelled is not None else [(part or "").strip() for part in value or []]
        if not (spelled or any(parts)):
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            if spelled is not None:
                return read(spelled, timezone.localdate())
            return birth_date(*parts, today=timezone.localdate())
        except NotADate as reason:
            raise forms.ValidationError(str(reason), code="invalid") from reason
