"""From a file to an edition: which catalogue it is, where it holds, and whether every medicine of it can be taken."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from . import loading
from .formats import BadLine, Lines, comma_separated, fhir_medications, rxnorm
from .listed import Listed
from .loading import Loaded, Particulars, Tick
from .starter_set import SYSTEM as STARTER

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
OWN = "urn:telepraxis:catalogue"
READERS: dict[str, Callable[[Path, Counter], Lines]] = {
    "rxnorm": rxnorm.read,
    "csv": comma_separated.read,
    "fhir": fhir_medications.read,
}
JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
NO_LETTER = re.compile("[\x00\ud800-\udfff]")
LONGEST = {"code": 100, "name": 500, "brand": 200}
MOST = 10**9


class BadFile(ValueError):
    """The file cannot be loaded; the text says why and where. Nothing was changed."""


@dataclass(frozen=True)
class Read:
    """A catalogue that was read whole and can be loaded; `left_out` counts what was passed over, under its words."""

    edition: Particulars
    listed: dict[str, Listed]
    left_out: dict[str, int]


def load_file(
    path: Path, *, format: str = "", system: str = "", jurisdiction: str = "", name: str = "", licence: str = "",
    now: datetime, tick: Tick = lambda done: None, using: str = "default",
) -> tuple[Read, Loaded]:  # fmt: skip
    """Load the file as the edition of its catalogue that is in force from now on, whole or not at all.

    `tick` is told how many medicines were written since the last time.

    :raises BadFile: it cannot be loaded as it is.
    """
    read = read_file(path, format=format, system=system, jurisdiction=jurisdiction, name=name, licence=licence)
    return read, loading.load(read.edition, read.listed, now=now, tick=tick, using=using)


def read_file(
    path: Path, *, format: str = "", system: str = "", jurisdiction: str = "", name: str = "", licence: str = ""
) -> Read:
    """Return what the file holds, every medicine of it looked at.

    :raises BadFile: something in it cannot be taken, or it is not said which catalogue it is.
    """
    left_out: Counter = Counter()
    try:
        format = _format(path, format)
        jurisdiction = _jurisdiction(jurisdiction or ("US" if format == "rxnorm" else ""))
        system = _system(path, format, system, jurisdiction)
        listed = _listed(READERS[format](path, left_out))
    except BadLine as fault:
        raise BadFile(f"{path.name}, {fault}. Nothing was changed.") from None
    except OSError as fault:
        raise BadFile(f"{path} cannot be read: {fault.strerror}.") from None
    left_out |= Counter(_not_understood(listed))
    digest = sha256("".join(code + each.digest for code, each in sorted(listed.items())).encode())
    is_rxnorm = format == "rxnorm"
    edition = Particulars(
        system=system, jurisdiction=jurisdiction, name=(name or path.name)[:100], digest=digest.hexdigest(),
        source="RxNorm, US National Library of Medicine" if is_rxnorm else path.name[:300],
        licence=(licence or ("current prescribable content: no licence needed" if is_rxnorm else ""))[:300],
    )  # fmt: skip
    return Read(edition, listed, dict(left_out))


def _format(path: Path, asked: str) -> str:
    if not path.exists():
        raise FileNotFoundError(2, "No such file", str(path))
    if asked and asked not in READERS:
        raise BadLine(f"{asked} is no format; there are {', '.join(READERS)}")
    by_ending = {".csv": "csv", ".json": "fhir", ".ndjson": "fhir", ".zip": "rxnorm"}
    found = asked or ("rxnorm" if path.is_dir() else by_ending.get(path.suffix.lower(), ""))
    if not found:
        raise BadLine("say with --format what it is: rxnorm (a zip or folder), csv, fhir (.json or .ndjson)")
    return found


def _jurisdiction(text: str) -> str:
    if text and not JURISDICTION.fullmatch(text):
        raise BadLine(f"{text} is no jurisdiction; write PT, or US-CA for a state, or leave it out for everywhere")
    return text


def _system(path: Path, format: str, asked: str, jurisdiction: str) -> str:
    """Return the system of the codes: RxNorm's, the one that was asked for, what the file says, or one of the place."""
    of_file = RXNORM if format == "rxnorm" else fhir_medications.system_in(path) if format == "fhir" else ""
    if asked and of_file and asked != of_file:
        raise BadLine(f"the codes in it are of {of_file}, not of {asked}")
    found = asked or of_file or ":".join(filter(None, [OWN, jurisdiction.lower()]))
    if ":" not in found:
        raise BadLine(f"{found} is no system; give a URI of your own with --system, for example urn:example:formulary")
    if found == STARTER:
        raise BadLine(f"{STARTER} is the starter catalogue, which comes with the program; give a URI of your own")
    return found[:200]


def _listed(lines: Lines) -> dict[str, Listed]:
    found: dict[str, Listed] = {}
    where_first: dict[str, str] = {}
    for where, medicine in lines:
        _check(medicine, where)
        if medicine.code in found:
            raise BadLine(f"the code {medicine.code} stands twice, first in {where_first[medicine.code]}", where)
        found[medicine.code], where_first[medicine.code] = medicine, where
    if not found:
        raise BadLine("there is no medicine in it")
    return found


def _check(medicine: Listed, where: str) -> None:
    for name, longest in LONGEST.items():
        said = getattr(medicine, name)
        if not said.strip() and name != "brand":
            raise BadLine(f"the {name} is missing", where)
        if len(said) > longest:
            raise BadLine(f"a {name} has at most {longest} characters", where)
    texts = [
        medicine.code,
        medicine.name,
        medicine.brand,
        *medicine.synonyms,
        *(each.name for each in medicine.ingredients),
    ]
    texts += [text for pack in medicine.packs for text in (pack.system, pack.code, pack.words)]
    if any(NO_LETTER.search(text) for text in texts):
        raise BadLine("there is a character that no text has", where)
    if any(len(pack.code) > 100 or len(pack.words) > 300 for pack in medicine.packs):
        raise BadLine("a pack's code has at most 100 characters, its words 300", where)
    if any(len(each.name) > 200 for each in medicine.ingredients):
        raise BadLine("the name of a substance has at most 200 characters", where)
    numbers = [number for each in medicine.ingredients for number in (each.amount, each.per) if number is not None]
    if not all(0 < number < MOST for number in numbers) or not all(
        0 <= pack.quantity < MOST for pack in medicine.packs
    ):
        raise BadLine("a strength is more than nothing and less than a thousand million, and a pack's size too", where)


def _not_understood(listed: dict[str, Listed]) -> dict[str, int]:
    """Return what is in the catalogue but not as we would need it: it can be prescribed, and counts less well."""
    forms = sum(each.form == "other" for each in listed.values())
    amounts = sum(any(part.amount is None for part in each.ingredients) for each in listed.values())
    said = {"medicines whose form is not known here": forms, "medicines whose strength could not be read": amounts}
    return {words: number for words, number in said.items() if number}
