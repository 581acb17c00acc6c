"""Whether the kidneys are too weak for it: bands of filtration for each medicine that depends on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.translation import gettext as _

from ..cards import Card, Check, Unknown
from ..case import Case, Item
from ..filtration import Filtration, measured
from ..rulebook import Rule, rows, rule_of, several
from ..saying import card, keys, standing

CLEARANCE = "crcl"


@dataclass(frozen=True)
class Band:
    """What holds for a medicine below so many mL/min. `measure` is egfr or crcl, as its label takes it."""

    rule: Rule
    medicine: frozenset[str]
    measure: str
    below: float


def look(case: Case) -> Iterator[Card | Unknown]:
    concerned = [item for item in case.proposed if not item.is_local and _bands_of(item)]
    if not concerned:
        return
    kidneys = measured(case)
    for words, by_clearance_only in kidneys.unknown:
        items = [item for item in concerned if not by_clearance_only or _takes_clearance(item)]
        if items:
            yield Unknown(Check.KIDNEY, keys(items), words)
    for item in concerned:
        if band := _band(item, kidneys):
            value = kidneys.of(band.measure)
            subject = _("%(name)s, %(measure)s %(value)s") % {
                "name": item.name, "measure": value.short, "value": round(value.ml_min)}  # fmt: skip
            yield card(Check.KIDNEY, band.rule, [item], subject=subject, facts=f"{value.words} {standing(item)}")


@cache
def bands() -> tuple[Band, ...]:
    return tuple(
        Band(rule_of(row), frozenset(several(row["medicine"])), row["measure"], float(row["below"]))
        for row in rows("kidney")
    )


def _bands_of(item: Item) -> tuple[Band, ...]:
    return _bands(item.tags)


@lru_cache(maxsize=4096)
def _bands(tags: frozenset[str]) -> tuple[Band, ...]:
    return tuple(band for band in bands() if tags & band.medicine)


def _takes_clearance(item: Item) -> bool:
    return any(band.measure == CLEARANCE for band in _bands_of(item))


def _band(item: Item, kidneys: Filtration) -> Band | None:
    """Return the narrowest band that the kidneys have fallen into."""
    fallen = (band for band in _bands_of(item) if (value := kidneys.of(band.measure)) and value.ml_min < band.below)
    return min(fallen, key=lambda band: band.below, default=None)
