"""Bring tables of growth in, and find the one for an age. CDC gives them out as CSV: Sex, Agemos, L, M, S and more."""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from .lms import LMS, between
from .models import GrowthTable

CDC = "CDC growth charts 2000 (Kuczmarski et al., Vital Health Stat 11; 246)"
MEASURES = ("weight", "height", "head", "bmi")
SEXES = {"1": "male", "2": "female"}
MEASURE_OF_FILE = {  # as CDC calls its files, and as they are called where others pass them on
    "wtage": "weight", "wtageinf": "weight", "statage": "height", "lenage": "height", "lenageinf": "height",
    "bmiage": "bmi", "bmiagerev": "bmi", "hcageinf": "head",
}  # fmt: skip
LARGEST = 5_000_000
MOST_FILES = 2_000


class BadTable(ValueError):
    """The file is no table of growth; `str()` says in words which line and why. Nothing was changed."""


@dataclass(frozen=True)
class Table:
    """One table as it is used."""

    measure: str
    source: str
    months: tuple[float, ...]
    rows: tuple[LMS, ...]

    def at(self, age: float) -> LMS | None:
        """Return the numbers at an age in months."""
        return between(self.months, self.rows, age)


@dataclass(frozen=True)
class Reference:
    """All tables of one sex, the narrower before the wider."""

    tables: tuple[Table, ...]

    @cached_property
    def by_measure(self) -> dict[str, list[Table]]:
        found: dict[str, list[Table]] = defaultdict(list)
        for table in self.tables:
            found[table.measure].append(table)
        return found

    def table_for(self, measure: str, age: float) -> Table | None:
        """Return the table that holds at an age: of several the one that begins latest, then the newest."""
        return next((table for table in self.by_measure.get(measure, []) if table.at(age)), None)


def reference_of(sex: str) -> Reference:
    """Return the reference of a sex; it is empty where none is loaded. One query."""
    rows = GrowthTable.objects.filter(sex=sex).order_by("-from_months", "-loaded_at")
    return Reference(tuple(_table(row) for row in rows))


def _table(row: GrowthTable) -> Table:
    numbers = tuple(LMS(*each) for each in zip(row.l_values, row.m_values, row.s_values, strict=True))
    return Table(row.measure, row.source, tuple(row.months), numbers)


def load(
    path: Path, *, measure: str = "", source: str = "", now: datetime, using: str = "default"
) -> list[GrowthTable]:
    """Bring in a CSV, or every table of a zip (a wheel is one), and return the tables; whole or not at all.

    A table of the same source, measure, sex and first age is replaced.

    :raises BadTable: it cannot be taken as it is.
    """
    made = [
        row
        for name, content in _files(path, measure)
        for row in _read(content, measure or MEASURE_OF_FILE[name], source or CDC, now)
    ]
    if not made:
        raise BadTable(f"{path.name} holds no table of growth that is known by its name.")
    with transaction.atomic(using=using):
        for row in made:
            same = {"measure": row.measure, "sex": row.sex, "source": row.source, "from_months": row.from_months}
            GrowthTable.objects.using(using).filter(**same).delete()
            row.save(using=using)
    return made


def _files(path: Path, measure: str) -> Iterator[tuple[str, bytes]]:
    """Yield (name without ending, content) of each file that is a table."""
    if path.stat().st_size > LARGEST:
        raise BadTable(f"{path.name} is larger than any table of growth.")
    if not zipfile.is_zipfile(path):
        name = path.stem.lower()
        if not measure and name not in MEASURE_OF_FILE:
            raise BadTable(f"Say what {path.name} measures: --measure weight, height, head or bmi.")
        yield name, path.read_bytes()
        return
    with zipfile.ZipFile(path) as packed:
        for each in packed.infolist()[:MOST_FILES]:
            name = Path(each.filename).stem.lower()
            if each.filename.lower().endswith(".csv") and name in MEASURE_OF_FILE and each.file_size <= LARGEST:
                yield name, packed.read(each)


def _read(content: bytes, measure: str, source: str, now: datetime) -> list[GrowthTable]:
    if measure not in MEASURES:
        raise BadTable(f"A measure is one of {', '.join(MEASURES)}, not {measure}.")
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error):
        raise BadTable("The file is no CSV in UTF-8.") from None
    names = [name.strip().lower() for name in lines[0]] if lines else []
    try:
        places = [names.index(name) for name in ("sex", "agemos", "l", "m", "s")]
    except ValueError:
        raise BadTable("The first line names the columns: Sex, Agemos, L, M and S.") from None
    found: dict[str, list[tuple[float, LMS]]] = defaultdict(list)
    for number, line in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in line) or line[places[0]].strip().lower() == "sex":
            continue  # CDC repeats the names where the other sex begins
        sex, age, row = _row(line, places, number)
        found[sex].append((age, row))
    return [_made(measure, sex, source, rows, content, now) for sex, rows in found.items()]


def _row(line: list[str], places: list[int], number: int) -> tuple[str, float, LMS]:
    try:
        sex, age, *numbers = (line[place].strip() for place in places)
        row = LMS(*(float(each) for each in numbers))
        known = SEXES[sex], float(age), row
    except (IndexError, ValueError, KeyError):
        raise BadTable(f"Line {number} cannot be read: sex is 1 or 2, the others are numbers.") from None
    if not (row.m > 0 and 0 < row.s < 1 and abs(row.l) < 20 and 0 <= known[1] <= 252):
        raise BadTable(f"Line {number} is no row of a growth reference.")
    return known


def _made(measure: str, sex: str, source: str, rows: list, content: bytes, now: datetime) -> GrowthTable:
    months = [age for age, _lms in rows]
    if len(rows) < 2 or months != sorted(set(months)):
        raise BadTable("The ages of each sex must rise from line to line, each once.")
    return GrowthTable(
        measure=measure,
        sex=sex,
        source=source[:200],
        from_months=months[0],
        to_months=months[-1],
        months=months,
        l_values=[each.l for _age, each in rows],
        m_values=[each.m for _age, each in rows],
        s_values=[each.s for _age, each in rows],
        digest=sha256(content).hexdigest(),
        loaded_at=now,
    )
