"""People and baskets of the scenes. All is known of everybody, so that a test says only what matters."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from telepraxis.commons.decision_support import prescribing
from telepraxis.commons.decision_support.cards import Answer, Card
from telepraxis.commons.decision_support.facts import Allergy, Amount, Basket, Measured, Person, Problem, Taken
from telepraxis.registry.formulary.medicine import Ingredient

TODAY = date(2026, 11, 30)
LATELY = date(2026, 11, 10)


def measured(value: object, on: date = LATELY) -> Measured:
    return Measured(Decimal(str(value)), on)


# Healthy, 40, not pregnant: nothing about him asks for a card.
JOAO = Person(
    born_on=date(1986, 3, 1),
    sex="male",
    weight_kg=measured(80),
    height_cm=measured(180),
    creatinine_umol_l=measured(75),
)
MARIA = replace(
    JOAO,
    sex="female",
    weight_kg=measured(62),
    creatinine_umol_l=measured(62),
    pregnant=False,
    pregnancy_asked_on=LATELY,
    breastfeeding=False,
)
# Four years old, 16 kg.
LIAM = Person(
    born_on=date(2022, 10, 1),
    sex="male",
    weight_kg=measured(16),
    height_cm=measured(102),
    creatinine_umol_l=measured(35),
)


def medicine(substances: str, **said) -> Taken:
    """Return a medicine of one substance, or of several joined by +."""
    slugs = substances.split("+")
    name = " with ".join(slug.capitalize() for slug in slugs)
    ingredients = tuple(Ingredient(slug, slug.capitalize()) for slug in slugs)
    return Taken(said.pop("key", substances), said.pop("words", name), ingredients, **said)


def amount(substance: str, value: object, unit: str = "mg") -> tuple[Amount, ...]:
    return (Amount(substance, Decimal(str(value)), unit),)


def basket(*proposed: str | Taken, taking: tuple[str | Taken, ...] = (), person: Person = JOAO, **facts) -> Basket:
    """Return a basket; medicines by their substances where nothing else is said of them."""
    facts.setdefault("none_known", "allergies" not in facts)
    return Basket(TODAY, person, tuple(map(_taken, proposed)), tuple(map(_taken, taking)), **facts)


def checked(*proposed: str | Taken, **facts) -> Answer:
    return prescribing.check(basket(*proposed, **facts))


def rules(answer: Answer) -> list[str]:
    """Return the rules that spoke, the gravest first."""
    return [card.rule for card in answer.cards]


def stops(answer: Answer) -> list[str]:
    return [card.rule for card in answer.interruptive]


def card_of(answer: Answer, rule: str) -> Card:
    return next(card for card in answer.cards if card.rule == rule)


def unknowns(answer: Answer) -> list[str]:
    return [each.words for each in answer.unknown]


def allergic(words: str, substance: str = "", **said) -> tuple[Allergy, ...]:
    return (Allergy(words, substance, **said),)


def ill(code: str, words: str = "a disease") -> tuple[Problem, ...]:
    return (Problem(words, code),)


def _taken(said: str | Taken) -> Taken:
    return medicine(said) if isinstance(said, str) else said
