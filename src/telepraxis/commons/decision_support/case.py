"""The basket as the checks look at it: one item for each active substance, the person's age, in an order of its own."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from .facts import Allergy, Basket, Person, Taken
from .reading import understood
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
        self.medicines = sorted(every, key=_place)
        self.items = tuple(self._items())

    @property
    def proposed(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.is_proposed)

    @cached_property
    def allergies(self) -> tuple[tuple[Allergy, frozenset[str], bool], ...]:
        """Return each allergy, what it is to, and whether all that was written is understood."""
        own = tuple((item.name, item.slug) for item in self.items)
        return tuple((allergy, *understood(allergy, own)) for allergy in sorted(self.basket.allergies, key=repr))

    def pairs(self) -> Iterator[tuple[Item, Item]]:
        """Yield each two substances of two medicines of which one at least is proposed; proposed ones stand first."""
        for number, one in enumerate(self.items):
            if not one.is_proposed:
                return
            for other in self.items[number + 1 :]:
                if other.place != one.place:
                    yield one, other

    def unreadable(self, *, proposed: bool) -> tuple[str, ...]:
        """Return the keys of the medicines that are known by their words only."""
        return tuple(taken.key for is_new, taken in self.medicines if is_new == proposed and not taken.ingredients)

    def with_instead(self, slug: str) -> "Case":
        """Return the same case with one substance proposed and all the rest taken."""
        other = copy(self)
        taken = Taken(slug, slug, ())
        candidate = Item(-1, taken, True, slug, slug, tags_of(slug))
        other.items = (candidate, *(replace(item, is_proposed=False) for item in self.items))
        return other

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


def _place(medicine: tuple[bool, Taken]) -> tuple:
    """Return by what medicines are ordered: all that tells one from another, whatever order they were given in."""
    is_new, taken = medicine
    amounts = [f"{each.value} {each.unit} {each.substance}" for each in (*taken.single, *taken.daily)]
    substances = [f"{each.substance} {each.name}" for each in taken.ingredients]
    return not is_new, taken.key, taken.words, substances, taken.route, amounts, taken.days_a_week or 0


def _birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)
