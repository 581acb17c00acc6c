"""One typed line becomes a filled form to confirm: "amlodipine 5 mg once a day", "penicillin rash mild". Pure.

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

Find = Callable[[str, str], list]  # (kind of terminology, text) -> concepts with system, code, display

NUMBER = r"\d+(?:[.,]\d+)?"
STRENGTH = re.compile(rf"\b{NUMBER}(?:/{NUMBER})?\s*(?:mg|g|mcg|µg|ug|ml|iu|units?|u|%|mmol)(?:/\w+)?\b", re.I)
DOSE = re.compile(
    r"\b(?:(?:one|two|three|half a|\d+)\s+(?:tablets?|tabs?|capsules?|caps?|puffs?|drops|units?)\b"
    r"|once\b|twice\b|thrice\b|(?:one|two|three|four|\d)\s+times\b|daily\b|weekly\b|nightly\b|every\b|each\b|od\b|bd\b"
    r"|bid\b"
    r"|tds\b|tid\b|qid\b|qds\b|qd\b|prn\b|(?:as|when|if) needed\b|at night\b|at bedtime\b|in the morning\b"
    r"|\d-\d-\d(?:-\d)?\b).*$",
    re.I,
)
OTC = re.compile(r"\b(?:otc|over[ -]the[ -]counter)\b", re.I)
SEVERITY = {"mild": "mild", "moderate": "moderate", "severe": "severe", "life-threatening": "severe"}
REACTIONS = (
    "anaphylaxis", "angioedema", "swelling", "hives", "urticaria", "rash", "itching", "itch", "wheezing", "wheeze",
    "bronchospasm", "shortness of breath", "vomiting", "nausea", "diarrhoea", "diarrhea", "cough", "dizziness",
    "headache", "fever", "eczema", "hay fever", "stomach pain", "sneezing", "blisters",
)  # fmt: skip
REACTION = re.compile(rf"\b({'|'.join(sorted(REACTIONS, key=len, reverse=True))})\b", re.I)
ALLERGIC = re.compile(
    r"^(?:allerg(?:y|ic)\s*(?:to|:)?|intoleran(?:t|ce)\s*(?:of|to|:)?)\s+|\s+(?:allergy|intolerance)\b", re.I
)
NONE_KNOWN = re.compile(r"^(?:nka|nkda|no known allerg(?:y|ies)|no (?:drug )?allergies)\.?$", re.I)
VACCINE = re.compile(r"\b(?:vaccin\w*|immuni[sz]ation|booster|jab|shot)\b", re.I)
PROCEDURE = re.compile(
    r"\w(?:ectomy|ostomy|otomy|oplasty|oscopy|plasty|graphy|centesis)\b"
    r"|\b(?:surgery|operation|replacement|bypass|transplant)\b",
    re.I,
)
SMOKING = re.compile(r"\b(?:smok\w*|tobacco|cigarettes?)\b", re.I)
RELATIVE = re.compile(
    r"^(mother|father|sister|brother|son|daughter|grandmother|grandfather|aunt|uncle)\b[:,]?\s*", re.I
)
RELATIONS = {
    "mother": "MTH", "father": "FTH", "sister": "SIS", "brother": "BRO", "son": "SONC", "daughter": "DAUC",
    "grandmother": "GRMTH", "grandfather": "GRFTH", "aunt": "AUNT", "uncle": "UNCLE",
}  # fmt: skip
MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DATED = re.compile(
    rf"[\s,(]+(?:since|in|from|on)?\s*((?:\d{{1,2}}\s+)?{MONTHS}\s+\d{{4}}|\d{{4}}-\d{{2}}(?:-\d{{2}})?"
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
    sort = "intolerance" if re.search("intoleran", line, re.I) else "allergy" if re.search("allerg", line, re.I) else ""
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
    age = re.search(r"\s*(?:at|aged?|at age)\s+(\d{1,3})$", what, re.I)
    what = what[: age.start()] if age else what
    return {
        "relation": relation,
        "what": _coded("problem", what.strip(" ,"), find),
        "age": int(age[1]) if age else None,
    }


def _smoking(line: str, day: str, find: Find) -> Values:
    words = line.casefold()
    never = re.search(r"\bnever\b|non-?smok|\bno\b", words)
    former = re.search(r"\bex\b|ex-|former|stopped|quit|used to|gave up", words)
    status = "266919005" if never else "8517006" if former else "449868002"
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
