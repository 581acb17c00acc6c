"""Days as a clinician types them beside a note: "2w", "in 3 months", "10 days", "2026-12-24", "24/12"."""

import calendar
import re
from datetime import date, timedelta

# The first letter tells the unit, in English and Spanish: días, semanas, meses, años.
SPAN = re.compile(r"\D*?(\d{1,3})\s*([dwsmya])\w*\.?\s*", re.IGNORECASE)
WRITTEN = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}))?\s*")

# A day at the end of a step: "… in 2 weeks", "…, 2w", "… by 24/12", "… en 3 meses".
AT_THE_END = re.compile(
    r"^(?P<what>.+?)(?:\s*,\s*|\s+)(?:in|by|until|before|en|dentro de|antes del?)?\s*"
    r"(?P<day>\d{1,3}\s*(?:d|w|m|y|days?|weeks?|months?|years?|d[ií]as?|semanas?|mes(?:es)?|años?)"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}(?:[./]\d{4})?)\.?$",
    re.IGNORECASE,
)
LEADS = re.compile(r"\b(?:in|by|until|before|en|dentro de|antes del?)\s*$", re.IGNORECASE)
# After a comma alone only "2w" or "24/12" is a day: "one tablet, 5 days" is a dose.
SHORT = re.compile(r".*(?:\d\s?[dwmy]|[-./]\d+)\.?", re.IGNORECASE)


class NotADay(ValueError):
    """The words name no day from today on within ten years."""


def day_of(text: str, today: date) -> date:
    """Return the day that the words mean.

    :raises NotADay: they mean none, one of the past, or one ten years away.
    """
    found = _iso(text) or _span(text, today) or _written(text, today)
    if found is None or not today <= found <= today.replace(year=today.year + 10, day=min(today.day, 28)):
        raise NotADay(text)
    return found


def parted(text: str, today: date) -> tuple[str, date | None]:
    """Return what is to be done and by when, where the day stands at the end and a word or comma leads to it.

    What is no day from today on stays with the words.
    """
    said = AT_THE_END.match(text.strip())
    if not said or not LEADS.sub("", said["what"]).strip():
        return text, None
    before = text.strip()[: said.start("day")]
    if not LEADS.search(before) and not (before.rstrip().endswith(",") and SHORT.fullmatch(said["day"])):
        return text, None
    try:
        return said["what"].strip(" ,"), day_of(said["day"], today)
    except NotADay:
        return text, None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _span(text: str, today: date) -> date | None:
    said = SPAN.fullmatch(text.strip())
    if not said:
        return None
    number, unit = int(said[1]), said[2].lower()
    if unit in "dws":
        return today + timedelta(days=number * (1 if unit == "d" else 7))
    return _months_later(today, number * (1 if unit == "m" else 12))


def _months_later(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > 9999:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _written(text: str, today: date) -> date | None:
    """Day before month, as it is written in most of the world; without a year the next such day."""
    said = WRITTEN.fullmatch(text)
    if not said:
        return None
    try:
        day = date(int(said[3] or today.year), int(said[2]), int(said[1]))
        return day if said[3] or day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None
