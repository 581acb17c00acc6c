"""Which of the medicines harm each other: our own rows, the fifteen of the ONC consensus among them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from django.utils.translation import gettext as _

from ..cards import Card, Check, Unknown
from ..case import Case, Item
from ..rulebook import Rule, rows, rule_of, several
from ..saying import card, named, standing
from ..substances import mentioned


@dataclass(frozen=True)
class Pair:
    """One of `left` harms with one of `right`; `anywhere`: drops, creams and sprays count as well."""

    rule: Rule
    left: frozenset[str]
    right: frozenset[str]
    anywhere: bool


@dataclass(frozen=True)
class Triple:
    rule: Rule
    parts: tuple[frozenset[str], ...]


def look(case: Case) -> Iterator[Card | Unknown]:
    yield from _pairs(case)
    yield from _triples(case)
    if strangers := [item for item in case.proposed if not _is_known(item)]:
        words = _("No rule here is written about %(names)s.") % {"names": named(strangers)}
        yield Unknown(Check.INTERACTION, tuple(dict.fromkeys(item.key for item in strangers)), words)


@cache
def pairs() -> tuple[Pair, ...]:
    return tuple(
        Pair(rule_of(row), frozenset(several(row["left"])), frozenset(several(row["right"])), row["where"] == "any")
        for row in rows("interactions")
    )


@cache
def triples() -> tuple[Triple, ...]:
    return tuple(
        Triple(rule_of(row), tuple(frozenset(several(row[part])) for part in ("first", "second", "third")))
        for row in rows("triples")
    )


def _pairs(case: Case) -> Iterator[Card]:
    """Yield one card for each rule and pair of medicines. What one product joins was weighed by who licensed it."""
    said = set()
    for one, other in case.pairs():
        for pair in _rules_between(one, other):
            about = (pair.rule.id, one.place, other.place)
            if about in said or not pair.anywhere and (one.is_local or other.is_local):
                continue
            said.add(about)
            subject = _("%(one)s with %(other)s") % {"one": one.name, "other": other.name}
            facts = f"{standing(one)} {standing(other)}"
            yield card(Check.INTERACTION, pair.rule, (one, other), subject=subject, facts=facts)


def _rules_between(one: Item, other: Item) -> list[Pair]:
    left, right = _sides(one.tags)
    other_left, other_right = _sides(other.tags)
    return [pairs()[number] for number in sorted(left & other_right | right & other_left)]


@lru_cache(maxsize=4096)
def _sides(tags: frozenset[str]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the rows in which a substance stands on the left, and those where on the right."""
    every = list(enumerate(pairs()))
    return (
        frozenset(number for number, pair in every if tags & pair.left),
        frozenset(number for number, pair in every if tags & pair.right),
    )


def _triples(case: Case) -> Iterator[Card]:
    systemic = [item for item in case.items if not item.is_local]
    for triple in triples():
        matching = [[item for item in systemic if item.is_one_of(part)] for part in triple.parts]
        for trio in product(*matching):
            if len({item.place for item in trio}) > 1 and any(item.is_proposed for item in trio):
                facts = " ".join(dict.fromkeys(standing(item) for item in trio))
                yield card(Check.INTERACTION, triple.rule, trio, subject=named(trio), facts=facts)


def _is_known(item: Item) -> bool:
    return len(item.tags) > 1 or item.slug in mentioned()
