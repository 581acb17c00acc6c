"""Whether the same is given twice: the same substance, or two of a class where that matters."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.translation import gettext as _

from ..cards import Card, Check, Unknown
from ..case import Case, Item
from ..rulebook import Rule, rows, rule_of, several
from ..saying import card, standing

# Of these two medicines with one substance are often meant: a slow and a quick form, one for each day and one for need.
SEVERAL_ARE_USUAL = frozenset(
    {"insulins", "nitrate", "laba", "inhaled-steroid", "mineral", "thyroid-hormone", "opioid", "antiepileptic"}
)


@dataclass(frozen=True)
class Twice:
    """Two of a class; with two classes named, one of each. `excepted` are pairs of classes that belong together."""

    rule: Rule
    classes: tuple[str, ...]
    excepted: tuple[tuple[str, ...], ...]

    def covers(self, one: Item, other: Item) -> bool:
        return _are(one, other, self.classes) and not any(_are(one, other, pair) for pair in self.excepted)


def look(case: Case) -> Iterator[Card | Unknown]:
    said = set()
    for one, other in case.pairs():
        if not (_counts(one) and _counts(other)):
            continue
        for rule in _rules_between(one, other):
            if (rule.id, one.place, other.place) not in said:
                said.add((rule.id, one.place, other.place))
                yield _card(rule, one, other)


@cache
def classes() -> tuple[Twice, ...]:
    return tuple(
        Twice(
            rule_of({**row, "instead": ""}),
            several(row["class"]),
            tuple(tuple(pair.split("+")) for pair in several(row["except"])),
        )
        for row in rows("duplicates")
        if row["class"] != "*"
    )


@lru_cache(maxsize=4096)
def _naming(tags: frozenset[str]) -> frozenset[int]:
    """Return the rows that name one of a substance's classes."""
    return frozenset(number for number, twice in enumerate(classes()) if tags.intersection(twice.classes))


@cache
def _same(rule_id: str) -> Rule:
    return next(rule_of({**row, "instead": ""}) for row in rows("duplicates") if row["id"] == rule_id)


def _rules_between(one: Item, other: Item) -> list[Rule]:
    if one.slug != other.slug:
        shared = _naming(one.tags) & _naming(other.tags)
        return [classes()[number].rule for number in sorted(shared) if classes()[number].covers(one, other)]
    is_usual = bool(one.tags & SEVERAL_ARE_USUAL) or one.taken.route != other.taken.route
    return [_same("same-substance-usual" if is_usual else "same-substance")]


def _counts(item: Item) -> bool:
    """A cream or a drop is no second of anything; an inhaler is of another inhaler."""
    return not item.is_local or item.taken.route == "inhaled"


def _are(one: Item, other: Item, classes: tuple[str, ...]) -> bool:
    first, last = classes[0], classes[-1]
    return first in one.tags and last in other.tags or first in other.tags and last in one.tags


def _card(rule: Rule, one: Item, other: Item) -> Card:
    same = one.slug == other.slug
    subject = one.name if same else _("%(one)s with %(other)s") % {"one": one.name, "other": other.name}
    return card(Check.DUPLICATE, rule, (one, other), subject=subject, facts=f"{standing(one)} {standing(other)}")
