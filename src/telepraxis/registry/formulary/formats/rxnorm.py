"""RxNorm, Current Prescribable Content: RXNCONSO.RRF, RXNREL.RRF, RXNSAT.RRF in a zip or a folder.

RxNorm Technical Documentation, section 12: https://www.nlm.nih.gov/research/umls/rxnorm/docs/techdoc.html. Taken are
generic and branded drugs (SCD, SBD). Their strengths come from their components (SCDC, "amoxicillin 500 MG"), their
forms from the dose form (DF), substances from IN and PIN, brands from BN, packs from the attribute NDC.
Packs of several drugs (GPCK, BPCK) are counted and left out.
"""

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from .. import strengths
from ..dose_forms import FORMS
from ..listed import Listed
from ..medicine import Ingredient, Pack
from ..starter_set import schedule_of_combination
from ..substances import called, slug_of
from . import BadLine, Lines
from .rxnorm_forms import form_of

CONSO, REL, SAT = "RXNCONSO.RRF", "RXNREL.RRF", "RXNSAT.RRF"
WIDTH = {CONSO: 18, REL: 16, SAT: 13}
RXCUI, SAB, TTY, STR, SUPPRESS, CVF = 0, 11, 12, 14, 16, 17
PRESCRIBABLE = 4096  # the flag of the current prescribable content
STRENGTH = re.compile(r"([\d.,]+) (\S+)$")
RXCUI1, RXCUI2, REL_SAB = 0, 4, 10
SAT_RXCUI, ATN, SAT_SAB, ATV, SAT_SUPPRESS = 0, 8, 9, 10, 11
DRUGS, BOXES = {"SCD", "SBD"}, {"GPCK", "BPCK"}
PARTS = {"SCDC", "IN", "PIN", "BN", "DF"}
OTHER_WORDS = {"PSN", "SY", "TMSY"}
NDC = "http://hl7.org/fhir/sid/ndc"
UNKNOWN = Decimal(0)  # RxNorm does not say how much is in a pack
WANTED = {"SCD": {"SCDC", "DF"}, "SBD": {"SCD", "BN"}, "SCDC": {"IN", "PIN"}}


@dataclass
class _Concepts:
    """What the three files say, by RXCUI."""

    kinds: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    others: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    linked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    boxes: int = 0

    def to(self, rxcui: str, kind: str) -> list[str]:
        """Return what it is linked with of a kind, in an order that stays."""
        return sorted((each for each in self.linked[rxcui] if self.kinds[each] == kind), key=int)


def read(path: Path, left_out: Counter) -> Lines:
    """Yield the drugs with strength and form."""
    concepts = _Concepts()
    with _opened(path) as lines:
        _conso(lines(CONSO), concepts)
        _rel(lines(REL), concepts)
        _sat(lines(SAT), concepts)
    if concepts.boxes:
        left_out["packs of several drugs"] = concepts.boxes
    for rxcui, kind in concepts.kinds.items():
        if kind in DRUGS:
            where = f"{CONSO}, line {concepts.lines[rxcui]}"
            yield where, _drug(rxcui, concepts, where)


def _conso(lines: Iterator[tuple[int, list[str]]], concepts: _Concepts) -> None:
    for number, row in lines:
        is_current = row[CVF].isdigit() and int(row[CVF]) & PRESCRIBABLE
        if row[SAB] != "RXNORM" or row[SUPPRESS] not in ("N", "") or not is_current:
            continue
        if row[TTY] in DRUGS | PARTS:
            if not row[RXCUI].isdigit() or not row[STR].strip():
                raise BadLine("RXCUI is a number and STR a name", f"{CONSO}, line {number}")
            concepts.kinds.setdefault(row[RXCUI], row[TTY])
            concepts.names.setdefault(row[RXCUI], row[STR].strip())
            concepts.lines.setdefault(row[RXCUI], number)
        elif row[TTY] in OTHER_WORDS:
            concepts.others[row[RXCUI]].append(row[STR].strip())
        elif row[TTY] in BOXES:
            concepts.boxes += 1


def _rel(lines: Iterator[tuple[int, list[str]]], concepts: _Concepts) -> None:
    """Keep which concepts belong together, whichever of the two the row names first."""
    kinds = concepts.kinds
    for _, row in lines:
        one, other = row[RXCUI1], row[RXCUI2]
        if row[REL_SAB] != "RXNORM" or one not in kinds or other not in kinds:
            continue
        if kinds[other] in WANTED.get(kinds[one], ()):
            concepts.linked[one].add(other)
        elif kinds[one] in WANTED.get(kinds[other], ()):
            concepts.linked[other].add(one)


def _sat(lines: Iterator[tuple[int, list[str]]], concepts: _Concepts) -> None:
    for _, row in lines:
        if row[ATN] == "NDC" and row[SAT_SAB] == "RXNORM" and row[SAT_SUPPRESS] in ("N", ""):
            concepts.codes[row[SAT_RXCUI]].append(row[ATV].strip())


def _drug(rxcui: str, concepts: _Concepts, where: str) -> Listed:
    generic = rxcui
    if concepts.kinds[rxcui] == "SBD":
        found = concepts.to(rxcui, "SCD")
        if not found:
            raise BadLine(
                f"{REL} does not say which generic drug the brand {rxcui} is; load all files of one month", where
            )
        generic = found[0]
    parts, forms = concepts.to(generic, "SCDC"), concepts.to(generic, "DF")
    if not parts or not forms:
        missing = "components" if not parts else "dose form"
        raise BadLine(f"{REL} names no {missing} of {generic}; load all files of one month", where)
    ingredients = tuple(_ingredient(part, concepts) for part in parts)
    brand = next((concepts.names[each] for each in concepts.to(rxcui, "BN")), "")
    form, routes = form_of(concepts.names[forms[0]])
    return Listed(
        code=rxcui, name=concepts.names[rxcui], ingredients=ingredients, form=form, routes=routes or FORMS[form].routes,
        counted_in=FORMS[form].counted_in, brand=brand, 
        schedule=schedule_of_combination(tuple(each.substance for each in ingredients), form),
        may_be_split=FORMS[form].may_be_split, synonyms=tuple(dict.fromkeys(concepts.others.get(rxcui, ()))),
        packs=tuple(Pack(NDC, code, UNKNOWN, "") for code in sorted(set(concepts.codes.get(rxcui, ())))),
    )  # fmt: skip


def _ingredient(part: str, concepts: _Concepts) -> Ingredient:
    """Return what a component says: the name of its substance, then the strength."""
    named = [concepts.names[each] for kind in ("IN", "PIN") for each in concepts.to(part, kind)]
    said = STRENGTH.search(concepts.names[part])
    name = named[0] if named else concepts.names[part][: said.start() if said else None].strip()
    try:
        (strength,) = strengths.read(_in_our_units(said[1].replace(",", ""), said[2])) if said else (None,)
    except strengths.UnreadableStrength:
        strength = None
    if strength is None:
        return Ingredient(slug_of(name), called(name))
    return Ingredient(slug_of(name), called(name), strength.amount, strength.unit, strength.per, strength.per_unit)


def _in_our_units(amount: str, unit: str) -> str:
    """RxNorm gives what a milligram of cream holds (0.01 MG/MG); people say 1 %."""
    if unit.upper() == "MG/MG":
        return f"{strengths.plain(Decimal(amount) * 100)} %"
    return f"{amount} {unit}"


@contextmanager
def _opened(path: Path):
    """Yield a function that gives the numbered rows of one of the files, wherever they lie in the zip or folder."""
    if path.is_dir():
        there = {each.name.upper(): each for each in path.rglob("*") if each.is_file()}
        yield lambda name: _rows(name, _present(there, name, path).open("rb"))
        return
    try:
        with ZipFile(path) as archive:
            packed = {Path(each).name.upper(): each for each in sorted(archive.namelist(), key=_prescribable_last)}
            yield lambda name: _rows(name, archive.open(_present(packed, name, path)))
    except BadZipFile:
        raise BadLine("this is no zip; give the zip or the folder that holds RXNCONSO.RRF") from None


def _prescribable_last(name: str) -> bool:
    """The full release holds the prescribable content in a folder of its own, which is then the one to take."""
    return "prescribe" in name.lower()


def _present(files: dict, name: str, path: Path):
    if name not in files:
        raise BadLine(f"{name} is missing in {path.name}; RxNorm's files belong together")
    return files[name]


def _rows(name: str, file) -> Iterator[tuple[int, list[str]]]:
    with file, io.BufferedReader(file) if not isinstance(file, io.BufferedReader) else file as raw:
        for number, line in enumerate(raw, start=1):
            try:
                row = line.decode("utf-8").rstrip("\r\n").split("|")
            except UnicodeDecodeError:
                raise BadLine("not in UTF-8", f"{name}, line {number}") from None
            if row == [""]:
                continue
            if len(row) < WIDTH[name]:
                raise BadLine(f"{WIDTH[name]} columns are needed, here are {len(row)}", f"{name}, line {number}")
            yield number, row
