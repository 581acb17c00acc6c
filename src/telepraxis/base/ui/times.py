"""Times in words: 24 hours, the zone named, dates as "Thu 26 Nov"."""

import re
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.dateformat import format as spelled
from django.utils.translation import get_language, gettext, pgettext


def clock_text(moment: datetime) -> str:
    """ "10:40 WET" in the reader's zone."""
    local = timezone.localtime(moment)
    return f"{local:%H:%M} {zone_text(local)}"


def zone_text(local: datetime) -> str:
    """The zone's abbreviation; zones that have only a number read "UTC+3"."""
    name = local.tzname() or "UTC"
    number = re.fullmatch(r"([+-])(\d{2})(\d{2})?", name)
    if not number:
        return name
    sign, hours, minutes = number.groups()
    return f"UTC{'−' if sign == '-' else '+'}{int(hours)}{':' + minutes if minutes else ''}"


def day_text(day: date | datetime, today: date | None = None) -> str:
    """ "Thu 26 Nov", with the year when it is another one."""
    local = timezone.localtime(day) if isinstance(day, datetime) else day
    this_year = (today or timezone.localdate()).year
    # Translators: Django date format, without and with the year: "Thu 26 Nov", "Thu 26 Nov 2026"
    pattern = pgettext("date", "D j M") if local.year == this_year else pgettext("date", "D j M Y")
    return _in_words(local, pattern)


def long_date_text(day: date | datetime) -> str:
    """ "14 March 1991"."""
    local = timezone.localtime(day) if isinstance(day, datetime) else day
    return _in_words(local, pgettext("date", "j F Y"))


def written_date_text(text: str) -> str:
    """A FHIR date as exactly as it was written: "1999", "May 1999", "14 March 1991"; of a moment the reader's day.

    A date without a time is the same day for every reader, in whatever zone. What is no date is shown as it stands.
    """
    try:
        if "T" in text:
            return long_date_text(datetime.fromisoformat(text))
        if len(text) == 7:
            # Translators: Django date format of a month: "May 1999"
            return _in_words(date.fromisoformat(f"{text}-01"), pgettext("date", "F Y"))
        return long_date_text(date.fromisoformat(text)) if len(text) == 10 else text
    except (ValueError, OverflowError):
        return text


def day_clock_text(moment: datetime) -> str:
    """ "Thu 26 Nov, 10:40 WET"."""
    return gettext("%(day)s, %(clock)s") % {"day": day_text(moment), "clock": clock_text(moment)}


def _in_words(day: date | datetime, pattern: str) -> str:
    return _spelled(date(day.year, day.month, day.day), pattern, get_language() or "")


@lru_cache(maxsize=4096)
def _spelled(day: date, pattern: str, language: str) -> str:
    """Return the day as the language, the active one, spells it: a chart says the same days again and again."""
    return spelled(day, pattern)
