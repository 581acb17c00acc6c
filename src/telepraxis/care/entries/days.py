"""Days as exactly as they are known, as people spell them: "2015", "3/2015", "March 2015", "14 March 1991". Pure."""

import re
from datetime import date

from telepraxis.base.ui.birth_dates import NotADate, month_number

PARTS = re.compile(r"[\s./,\-]+|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")


def spelled(text: str, today: date) -> str:
    """Return the FHIR date that the text names, the text itself where it names none: then the part refuses it."""
    parts = [part for part in PARTS.split(text.strip()) if part and part.casefold() not in ("de", "of", "in", "since")]
    if len(parts) > 1 and parts[0].isdigit() and len(parts[0]) == 4:
        parts.reverse()
    try:
        return _written(parts, today) or text.strip()
    except NotADate:
        return text.strip()


def _written(parts: list[str], today: date) -> str:
    if not parts or not (parts[-1].isdigit() and len(parts[-1]) in (2, 4)):
        return ""
    if len(parts[-1]) == 2 and len(parts) == 1:
        return ""
    year = _whole_year(parts[-1], today)
    if len(parts) == 1:
        return year
    if len(parts) == 3 and not parts[0].isdigit() and parts[1].isdigit():
        parts[0], parts[1] = parts[1], parts[0]
    month = f"{year}-{month_number(parts[-2]):02d}"
    if len(parts) == 2:
        return month
    return f"{month}-{int(parts[0]):02d}" if len(parts) == 3 and parts[0].isdigit() and int(parts[0]) < 32 else ""


def _whole_year(year: str, today: date) -> str:
    if len(year) == 4:
        return year
    return f"{20 if int(year) <= today.year % 100 else 19}{year}"
