"""The basket as the checks look at it: one item for each active substance, the person's age, in an order of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .facts import Basket, Person, Taken
from .substances import slugs_of, tags_of

# Of formulary.dose_forms.ROUTES: what is given there acts there.
LOCAL_ROUTES = frozenset({"topical", "ophthalmic", "otic", "nasal", "inhaled", "vaginal", "intrauterine", "oromucosal"})


@dataclass(frozen=True)
class Item:
    """One active substance of one medicine. `place` tells two medicines of the same key apart."""

    place: int
    taken: Taken
    is_proposed: bool
    slug: str
    name: str
    tags: frozenset[str]

    @property
    def key(self) -> str:
        return self.taken.key

    @property
    def is_local(self) -> bool:
        """It acts where it is put, and little of it reaches the rest of the body."""
        return self.taken.route in LOCAL_ROUTES

    def is_one_of(self, tokens: frozenset[str]) -> bool:
        return not self.tags.isdisjoint(tokens)


class Case:
    """What is looked at, prepared once."""

    def __init__(self, basket: Basket):
        self.basket = basket
        self.today: date = basket.today
        self.person: Person = basket.person
        every = [(True, taken) for taken in basket.proposed] + [(False, taken) for taken in basket.taking]
        self.medicines = sorted(every, key=lambda pair: (not pair[0], pair[1].key, pair[1].words, repr(pair[1])))
        self.items = tuple(self._items())

    @property
    def proposed(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.is_proposed)

    def unreadable(self, *, proposed: bool) -> tuple[str, ...]:
        """Return the keys of the medicines that are known by their words only."""
        return tuple(taken.key for is_new, taken in self.medicines if is_new == proposed and not taken.ingredients)

    @cached_property
    def age(self) -> float | None:
        """Return the age in years, with its part of a year; None where the birth date is unknown or lies ahead."""
        born = self.person.born_on
        if born is None or born > self.today:
            return None
        years = self.today.year - born.year - ((self.today.month, self.today.day) < (born.month, born.day))
        birthday = _birthday(born, born.year + years)
        return years + min((self.today - birthday).days, 365) / 366

    def _items(self) -> Iterator[Item]:
        for place, (is_new, taken) in enumerate(self.medicines):
            seen = set()
            for ingredient in taken.ingredients:
                for slug in slugs_of(ingredient.substance or ingredient.name):
                    if slug not in seen:
                        seen.add(slug)
                        yield Item(place, taken, is_new, slug, ingredient.name or slug, tags_of(slug))


def _birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)
