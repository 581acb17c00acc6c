"""Amounts, forms and routes in the language of the page, for sentences that speak to whoever types. Pure."""

from decimal import Decimal

from django.utils.translation import get_language

from telepraxis.registry.formulary.dose_forms import FORMS
from telepraxis.registry.formulary.medicine import Ingredient

from . import LANGUAGES, spoken


def _words():
    """Return the file of sentences in the language of the page."""
    return LANGUAGES[spoken(get_language() or "en")]


def figure(value: Decimal) -> str:
    return _words().figure(value)


def amount(value: Decimal, unit: str) -> str:
    return _words().amount(value, unit) if unit else figure(value)


def pieces(value: Decimal, unit: str) -> str:
    return _words().pieces(value, unit)


def many(unit: str) -> str:
    return _words().many(unit)


def strength(ingredients: tuple[Ingredient, ...]) -> str:
    return _words().strength(ingredients)


def route(key: str) -> str:
    return _words().ROUTES.get(key, key)


def form(key: str) -> str:
    return str(FORMS[key].name) if key in FORMS else key.replace("-", " ")
