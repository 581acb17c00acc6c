"""One typed line may say several things: "hypertension 2019; stop hydrochlorothiazide because of cramps; bp 138/86".

They are parted at semicolons and read one after the other. What ends an entry and what was measured is told apart here;
all else is an entry of a list (`quick`). Pure: nothing is kept before a person has looked at each of them.
"""

import re
from dataclasses import dataclass
from datetime import date

from .days import spelled
from .quick import DATED

STOP = re.compile(r"^(?:stop(?:ped)?|end(?:ed)?|resolved|no longer(?: takes| has)?)\s*:?\s+(?P<what>.+)$", re.I)
WHY = re.compile(r"\s*(?:,\s*|\s)(?:because(?: of)?|due to|for|as)\s+(?P<why>.+)$|\s*[,:]\s+(?P<said>.+)$", re.I)
NUMBER = r"(\d{1,3}(?:[.,]\d{1,2})?)"
READINGS = {
    "blood_pressure": r"(?:bp|blood pressure|ta)\s*:?\s*(\d{2,3})\s*(?:/|over)\s*(\d{2,3})(?:\s*mm\s?hg)?",
    "heart_rate": rf"(?:pulse|hr|heart rate|fc)\s*:?\s*{NUMBER}(?:\s*(?:/\s?min|bpm))?",
    "oxygen_saturation": rf"(?:spo2|sats?|o2|saturation)\s*:?\s*{NUMBER}\s*%?",
    "respiratory_rate": rf"(?:resp(?:iration)?s?|breathing|breaths)\s*:?\s*{NUMBER}(?:\s*/\s?min)?",
    "temperature": rf"(?:t|temp(?:erature)?)\s*:?\s*{NUMBER}\s*(?P<temperature_unit>°?\s?[cf])?",
    "weight": rf"(?:wt|weight|weighs)\s*:?\s*{NUMBER}\s*(?P<weight_unit>kg|lbs?|pounds)?",
    "height": rf"(?:ht|height)\s*:?\s*{NUMBER}\s*(?P<height_unit>cm|in|inches)?",
    "glucose": rf"(?:glucose|sugar|bg|bm)\s*:?\s*{NUMBER}\s*(?P<glucose_unit>mmol(?:/l)?|mg(?:/dl)?)?",
    "pain": rf"pain\s*:?\s*{NUMBER}(?:\s*/\s*10)?",
}
READING = {name: re.compile(rf"\s*{pattern}(?=[\s,.]|$)[\s,.]*(?:and\s+)?", re.I) for name, pattern in READINGS.items()}
UNITS = {"c": "Cel", "f": "[degF]", "k": "kg", "l": "[lb_av]", "p": "[lb_av]", "cm": "cm", "i": "[in_i]"}


@dataclass(frozen=True)
class Ending:
    """That an entry is over: what it is called, as of when, why."""

    what: str
    why: str = ""
    day: str = ""


def first_of(line: str) -> tuple[str, str]:
    """Return what is said first, and the rest of the line."""
    parts = [" ".join(part.split()) for part in line.split(";")]
    parts = [part for part in parts if part]
    return (parts[0], "; ".join(parts[1:])) if parts else ("", "")


def ending_in(said: str, today: date) -> Ending | None:
    """Return what is to be ended, if that is what is said."""
    if not (stop := STOP.match(said)):
        return None
    what = stop["what"]
    why = WHY.search(what)
    reason = (why["why"] or why["said"]).strip() if why else ""
    what = what[: why.start()] if why else what
    if dated := DATED.search(what):
        return Ending(what[: dated.start()].strip(" ,"), reason, spelled(dated[1], today))
    return Ending(what.strip(), reason)


def is_called(name: str, said: str) -> bool:
    """Tell whether an entry of this name is meant: each word said begins a word of it."""
    words = re.findall(r"[^\W_]+", name.casefold())
    return all(any(word.startswith(each) for word in words) for each in re.findall(r"[^\W_]+", said.casefold()))


def readings_in(said: str) -> dict[str, str]:
    """Return what was measured, by the names of the form's fields; {} unless all of it is measurements."""
    found: dict[str, str] = {}
    at = 0
    while at < len(said):
        name, match = next(
            ((name, match) for name, pattern in READING.items() if (match := pattern.match(said, at))), ("", None)
        )
        if match is None or name in found or f"{name}_0" in found:
            return {}
        found |= _values(name, match)
        at = match.end()
    return found


def _values(name: str, match: re.Match) -> dict[str, str]:
    if name == "blood_pressure":
        return {f"{name}_0": match[1], f"{name}_1": match[2]}
    values = {name: match[1]}
    if unit := match.groupdict().get(f"{name}_unit"):
        values[f"{name}_unit"] = _ucum(name, unit.strip(" °").casefold())
    return values


def _ucum(name: str, unit: str) -> str:
    if name == "glucose":
        return "mmol/L" if unit.startswith("mmol") else "mg/dL"
    return UNITS.get(unit) or UNITS[unit[0]]
