"""What a rule offers instead, without what would harm this very person."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

from .cards import Card, Check, Indicator
from .case import Case
from .checks import age, allergy, condition, interaction, kidney, pregnancy

ASKED = (allergy.look, interaction.look, kidney.look, age.look, pregnancy.look, condition.look)


def fitting(cards: Iterable[Card], case: Case) -> list[Card]:
    """Return the cards; each offers only what brings no grave card of its own and resembles no allergy."""
    is_safe = cache(_judge(case))
    return [replace(card, instead=tuple(filter(is_safe, card.instead))) if card.instead else card for card in cards]


def _judge(case: Case) -> Callable[[str], bool]:
    def is_safe(slug: str) -> bool:
        tried = case.with_instead(slug)
        return not any(_is_harmful(found) for look in ASKED for found in look(tried) if isinstance(found, Card))

    return is_safe


def _is_harmful(card: Card) -> bool:
    if card.check is Check.ALLERGY:
        return card.indicator is not Indicator.INFO
    return card.indicator is Indicator.CRITICAL
