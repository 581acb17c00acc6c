"""One typed line becomes a filled form to confirm: "amlodipine 5 mg once a day", "alergia a penicilina". Pure.

It only proposes: nothing is kept before a person has looked at the form. `find` is the search for codes; a code is
proposed only where its words are what was typed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .days import spelled
from .kind import Values
from .parts import Coded
from .wording import any_of, meanings

Find = Callable[[str, str], list]  # (kind of terminology, text) -> concepts with system, code, display

NUMBER = r"\d+(?:[.,]\d+)?"
STRENGTH = re.compile(rf"\b{NUMBER}(?:/{NUMBER})?\s*(?:mg|g|mcg|µg|ug|ml|iu|units?|u|%|mmol)(?:/\w+)?\b", re.I)
DOSE = re.compile(rf"\b(?:{any_of('doses')}|\d-\d-\d(?:-\d)?\b).*$", re.I)
OTC = re.compile(rf"\b{any_of('over_the_counter')}\b", re.I)
SEVERITY = meanings("severities")
REACTION = re.compile(rf"\b({any_of('reactions')})\b", re.I)
ALLERGIC = re.compile(rf"^{any_of('allergic_to')}\s+|\s+{any_of('allergies')}\b", re.I)
NONE_KNOWN = re.compile(rf"^{any_of('none_known')}\.?$", re.I)
VACCINE = re.compile(rf"\b{any_of('vaccines')}\b", re.I)
PROCEDURE = re.compile(rf"\b{any_of('procedures')}\b", re.I)
SMOKING = re.compile(rf"\b{any_of('smoking')}\b", re.I)
NEVER, FORMER = (re.compile(rf"\b{any_of(name)}", re.I) for name in ("never", "former"))
RELATIONS = meanings("relations")
RELATIVE = re.compile(rf"^({'|'.join(sorted(RELATIONS, key=len, reverse=True))})\b[:,]?\s*", re.I)
AGE = re.compile(rf"\s*{any_of('at_age')}$", re.I)
MONTHS = any_of("months")
DATED = re.compile(
    rf"[\s,(]+{any_of('since')}?\s*((?:\d{{1,2}}\s+(?:de\s+)?)?{MONTHS}\s+(?:de\s+)?\d{{4}}|\d{{4}}-\d{{2}}(?:-\d{{2}})?"
    r"|(?:\d{1,2}[./])?\d{1,2}[./]\d{4}|(?:19|20)\d{2})\)?$",
    re.I,
)


@dataclass(frozen=True)
class Understood:
    """What a line seems to say; nothing of it is kept yet. `kind` "" means: it states that no allergies are known."""

    kind: str
    values: Values


def understood(line: str, *, today: date, find: Find, kind: str = "") -> Understood:
    """Return what the line says, for the list of that kind if given, else for the one it most likely means."""
    line = " ".join(line.split())
    if not kind and NONE_KNOWN.match(line):
        return Understood("", {})
    line, day = _dated(line, today)
    kind = kind or _kind_of(line, find)
    return Understood(kind, READERS.get(kind, _plain)(line, day, find))


def _kind_of(line: str, find: Find) -> str:
    if RELATIVE.match(line):
        return "family"
    if SMOKING.search(line):
        return "smoking"
    if ALLERGIC.search(line):
        return "allergy"
    if VACCINE.search(line):
        return "immunization"
    if STRENGTH.search(line) or DOSE.search(line):
        return "medicine"
    if (reaction := REACTION.search(line)) and reaction.start():
        ends_in_severity = line.casefold().rpartition(" ")[2] in SEVERITY
        if ends_in_severity or _coded("substance", line[: reaction.start()].strip(), find).code:
            return "allergy"
    return "procedure" if PROCEDURE.search(line) else "problem"


def _dated(line: str, today: date) -> tuple[str, str]:
    """Return the line without the date at its end, and that date."""
    found = DATED.search(line)
    return (line[: found.start()].rstrip(" ,"), spelled(found[1], today)) if found else (line, "")


def _problem(line: str, day: str, find: Find) -> Values:
    severity = {"mild": "255604002", "moderate": "6736007", "severe": "24484000"}
    what = _coded("problem", line, find)
    first, _, rest = line.partition(" ")
    if not what.code and first.casefold() in severity and (without := _coded("problem", rest, find)).code:
        return {"what": without, "onset": day, "severity": severity[first.casefold()]}
    return {"what": what, "onset": day}


def _allergy(line: str, day: str, find: Find) -> Values:
    sort = (
        "intolerance"
        if re.search("intoleran", line, re.I)
        else "allergy"
        if re.search("all?[eé]rg", line, re.I)
        else ""
    )
    severity = next((SEVERITY[word] for word in line.casefold().replace(",", " ").split() if word in SEVERITY), "")
    line = ALLERGIC.sub("", " ".join(word for word in line.split() if word.casefold().strip(",") not in SEVERITY))
    reaction = REACTION.search(line)
    said = line[: reaction.start()] if reaction and reaction.start() else line
    values = {
        "what": _coded("substance", said.strip(" ,:-"), find),
        "reaction": Coded(reaction[1].capitalize()) if reaction and reaction.start() else Coded(),
        "sort": sort,
        "onset": day,
    }
    return values | ({"severity": severity} if severity and values["reaction"] else {})


def _medicine(line: str, day: str, find: Find) -> Values:
    source = "over-the-counter" if OTC.search(line) else "elsewhere"
    line = " ".join(OTC.sub("", line).split())
    strength = STRENGTH.search(line)
    dose = DOSE.search(line, strength.end() if strength else 0)
    what = line[: dose.start()] if dose else line
    name = _coded("medicine", what.strip(" ,"), find)
    return {"what": name, "dose": dose[0].strip() if dose else "", "since": day, "source": source}


def _immunization(line: str, day: str, find: Find) -> Values:
    found = _coded("vaccine", line, find)
    return {"what": found if found.code else _coded("vaccine", VACCINE.sub("", line).strip(" ,"), find), "day": day}


def _family(line: str, day: str, find: Find) -> Values:
    who = RELATIVE.match(line)
    relation = RELATIONS[who[1].casefold()] if who else ""
    what = line[who.end() :] if who else line
    age = AGE.search(what)
    what = what[: age.start()] if age else what
    return {
        "relation": relation,
        "what": _coded("problem", what.strip(" ,"), find),
        "age": int(next(filter(None, age.groups()))) if age else None,
    }


def _smoking(line: str, day: str, find: Find) -> Values:
    status = "266919005" if NEVER.search(line) else "8517006" if FORMER.search(line) else "449868002"
    return {"smokes": status, "day": day}


def _plain(line: str, day: str, find: Find) -> Values:
    return {"what": Coded(line), "day": day}


def _procedure(line: str, day: str, find: Find) -> Values:
    return {"what": _coded("procedure", line, find), "day": day}


READERS: dict[str, Callable[[str, str, Find], Values]] = {
    "problem": _problem,
    "allergy": _allergy,
    "medicine": _medicine,
    "immunization": _immunization,
    "procedure": _procedure,
    "family": _family,
    "smoking": _smoking,
}


def _coded(terms: str, text: str, find: Find) -> Coded:
    """Return the words, with a code where a term of the terminology says just that."""
    wanted = _bare(text)
    for concept in find(terms, text) if wanted else ():
        if wanted in (_bare(concept.display), _bare(getattr(concept, "also", ""))):
            return Coded(concept.display, concept.system, concept.code)
    return Coded(text[:1].upper() + text[1:])


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
