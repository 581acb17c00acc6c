"""The rules as they are written: rows of `rules/`, read once. Each row says how grave it is and where it comes from."""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import quote_plus

from .cards import Indicator, Source
from .wording.advices import ADVICE
from .wording.effects import EFFECT

RULES = Path(__file__).parent / "rules"
LABELS = "https://dailymed.nlm.nih.gov/dailymed/search.cfm?labeltype=human&query="


class Grade(StrEnum):
    """How grave: only `STOP` interrupts."""

    STOP = "stop"
    GRAVE = "grave"
    WATCH = "watch"
    NOTE = "note"

    @property
    def indicator(self) -> Indicator:
        return _INDICATORS[self]


_INDICATORS = {
    Grade.STOP: Indicator.CRITICAL,
    Grade.GRAVE: Indicator.CRITICAL,
    Grade.WATCH: Indicator.WARNING,
    Grade.NOTE: Indicator.INFO,
}


@dataclass(frozen=True)
class Rule:
    """What a row has to say. `effect` and `advice` are words of `wording`, `instead` substances."""

    id: str
    grade: Grade
    effect: str
    advice: str
    instead: tuple[str, ...]
    source: Source

    @property
    def in_short(self) -> str:
        return str(EFFECT[self.effect][0])

    @property
    def in_full(self) -> str:
        return str(EFFECT[self.effect][1])

    @property
    def what_to_do(self) -> str:
        return str(ADVICE[self.advice])


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """Return the rows of `rules/<table>.csv` as they stand."""
    with (RULES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def several(cell: str) -> tuple[str, ...]:
    """Return the words of a cell that holds several."""
    return tuple(word for word in cell.split(";") if word)


def rule_of(row: dict[str, str], grade: str | None = None) -> Rule:
    """Return what a row says; `grade` where the row knows several."""
    return Rule(
        row["id"],
        Grade(grade or row["grade"]),
        row["effect"],
        row["advice"],
        several(row["instead"]),
        source(row["source"], row["written_on"]),
    )


@cache
def source(key: str, written_on: str) -> Source:
    """Return a source by its key in `sources.csv`; `label:x` is the US prescribing information of x."""
    if key.startswith("label:"):
        name = key.removeprefix("label:")
        return Source(f"US prescribing information: {name}", LABELS + quote_plus(name), written_on)
    label, url = _sources()[key]
    return Source(label, url, written_on)


@cache
def _sources() -> dict[str, tuple[str, str]]:
    return {row["key"]: (row["label"], row["url"]) for row in rows("sources")}
