"""The files in which code systems come, read line by line: each reader yields (line, concept) or says what is wrong.

ICD-10-CM as NCHS gives it out (`icd10cm-order-YYYY.txt` and `icd10cm-codes-YYYY.txt`, with a file of their layout),
RxNorm's RXNCONSO.RRF (RxNorm Technical Documentation, section 12.4), CSV, and FHIR's CodeSystem in JSON (R4, 4.8).
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from .loading import Listed
from .systems import KINDS

LONGEST = {"code": 100, "display": 500, "synonym": 1000}
NO_LETTER = re.compile("[\x00\ud800-\udfff]")
ICD_CODE = re.compile(r"[A-Z][0-9A-Z]{2,6}")
ORDER_LINE = re.compile(r"(\d{5}) ([A-Z0-9]{3,7}) +([01]) (.{60}) (.+)")
CODES_LINE = re.compile(r"([A-Z0-9]{3,7}) +(\S.*)")
RXCUI, SAB, TTY, STR, SUPPRESS, CVF = 0, 11, 12, 14, 16, 17
RXNORM_COLUMNS = 18
PRESCRIBABLE = 4096  # the flag of the current prescribable content
DRUGS = {"SCD", "SBD", "GPCK", "BPCK"}  # what one prescribes: with strength and form, or a pack
INGREDIENTS = {"IN", "PIN", "MIN", "BN"}  # what one takes and may be allergic to; BN is a brand's name
OTHER_WORDS = {"PSN", "SY", "TMSY"}

Lines = Iterator[tuple[int, Listed]]


class BadLine(ValueError):
    """A line cannot be taken as it is."""

    def __init__(self, why: str, line: int = 0):
        super().__init__(f"line {line}: {why}" if line else why)


def icd_10_cm(path: Path) -> Lines:
    """Yield the codes that may be used; headings above them are passed over."""
    for number, line in _lines(path):
        if found := ORDER_LINE.fullmatch(line):
            _order, code, is_usable, _short, display = found.groups()
        elif found := CODES_LINE.fullmatch(line):
            (code, display), is_usable = found.groups(), "1"
        else:
            raise BadLine("this is neither a line of the order file nor of the codes file of ICD-10-CM", number)
        if not ICD_CODE.fullmatch(code):
            raise BadLine(f"{code} is no code of ICD-10-CM", number)
        if is_usable == "1":
            yield number, Listed(code[:3] + ("." + code[3:] if code[3:] else ""), display.strip())


def rxnorm(path: Path) -> Lines:
    """Yield drugs and ingredients of the current prescribable content; further lines of one RXCUI are its synonyms."""
    told: dict[str, tuple[int, str, tuple[str, ...]]] = {}
    others: dict[str, list[str]] = {}
    for number, line in _lines(path):
        row = line.split("|")
        if len(row) < RXNORM_COLUMNS:
            raise BadLine(f"RXNCONSO.RRF has {RXNORM_COLUMNS} columns, here are {len(row)}", number)
        is_current = row[CVF].isdigit() and int(row[CVF]) & PRESCRIBABLE
        if row[SAB] != "RXNORM" or row[SUPPRESS] != "N" or not is_current:
            continue
        if row[TTY] in OTHER_WORDS:
            others.setdefault(row[RXCUI], []).append(row[STR])
        elif row[TTY] in DRUGS | INGREDIENTS:
            kinds = ("medicine",) if row[TTY] in DRUGS else ("medicine", "substance")
            told.setdefault(row[RXCUI], (number, row[STR], kinds))
    for code, (number, display, kinds) in told.items():
        yield number, Listed(code, display, tuple(dict.fromkeys(others.get(code, ()))), kinds)


def comma_separated(path: Path) -> Lines:
    """Yield the rows of a CSV with the columns code, display and, where wished, synonyms (parted by `;`) and kind."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, restkey="", strict=True)
        try:
            if missing := {"code", "display"} - set(rows.fieldnames or ()):
                raise BadLine(f"the first line names the columns; {' and '.join(sorted(missing))} is missing", 1)
            for row in rows:
                if "" in row:
                    raise BadLine("more columns than the first line names", rows.line_num)
                said = {name: (value or "").strip() for name, value in row.items()}
                synonyms = tuple(each.strip() for each in said.get("synonyms", "").split(";") if each.strip())
                yield (
                    rows.line_num,
                    Listed(said["code"], said["display"], synonyms, tuple(said.get("kind", "").split())),
                )
        except csv.Error as fault:
            raise BadLine(f"no CSV as it should be ({fault})", rows.line_num + 1) from None
        except UnicodeDecodeError:
            raise BadLine("not in UTF-8", rows.line_num + 1) from None


def code_system(path: Path) -> Lines:
    """Yield the concepts of a CodeSystem that may be chosen, with their designations; there are no lines to tell."""
    yield from ((0, listed) for listed in _concepts(code_system_in(path).get("concept", ())))


def code_system_in(path: Path) -> dict:
    """Return the resource.

    :raises BadLine: it is no CodeSystem with concepts.
    """
    try:
        resource = json.loads(path.read_bytes())
    except json.JSONDecodeError as fault:
        raise BadLine(f"no JSON as it should be ({fault.msg})", fault.lineno) from None
    except UnicodeDecodeError:
        raise BadLine("not in UTF-8") from None
    if not isinstance(resource, dict) or resource.get("resourceType") != "CodeSystem":
        raise BadLine("this is no FHIR CodeSystem")
    if not resource.get("concept"):
        raise BadLine(f"this CodeSystem brings no concepts (content: {resource.get('content', 'not said')})")
    return resource


def _concepts(concepts: list[dict]) -> Iterator[Listed]:
    for concept in concepts:
        said = {one.get("code"): one for one in concept.get("property", ())}
        hidden = {"notSelectable", "inactive", "abstract"} & {
            code for code, one in said.items() if one.get("valueBoolean")
        }
        if not hidden and said.get("status", {}).get("valueCode") not in ("retired", "inactive"):
            display = concept.get("display") or concept.get("code", "")
            words = [one.get("value", "") for one in concept.get("designation", ())]
            yield Listed(concept.get("code", ""), display, tuple(word for word in dict.fromkeys(words) if word))
        yield from _concepts(concept.get("concept", ()))


def checked(listed: Listed, line: int, kinds: tuple[str, ...]) -> Listed:
    """Return the concept with its kinds.

    :raises BadLine: something is missing, too long or of no known kind.
    """
    kinds = listed.kinds or kinds
    for name, value in (("code", listed.code), ("display", listed.display)):
        if not value.strip():
            raise BadLine(f"the {name} is missing", line)
        if len(value) > LONGEST[name]:
            raise BadLine(f"a {name} has at most {LONGEST[name]} characters", line)
    if any(len(synonym) > LONGEST["synonym"] for synonym in listed.synonyms):
        raise BadLine(f"a synonym has at most {LONGEST['synonym']} characters", line)
    if NO_LETTER.search("".join((listed.code, listed.display, *listed.synonyms))):
        raise BadLine("there is a character that no text has", line)
    if unknown := set(kinds) - set(KINDS):
        raise BadLine(f"{sorted(unknown)[0]} is no kind; there are: {', '.join(KINDS)}", line)
    return Listed(listed.code, listed.display, listed.synonyms, kinds)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError:
                raise BadLine("not in UTF-8", number) from None
            if line.strip():
                yield number, line
