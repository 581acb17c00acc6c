"""Plans as they travel to partners: an InsurancePlan's words, and what R4 has no element for, plainly. Pure."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from .patient_part import Code, Terms, plan_key
from .plan_copies import PlanOffered
from .plan_particulars import CODE, MOST_EXCEPTIONS, MOST_PLANS, why_not

if TYPE_CHECKING:
    from .models import Plan

LONGEST = {"payer": 100, "name": 100, "code": 30}
AMOUNTS = {"copayMinor": "copay_minor", "atLeastMinor": "at_least_minor", "atMostMinor": "at_most_minor"}


class NotUnderstood(ValueError):
    """The body is no storefront with offers and plans; the text says which part."""


def written(plan: "Plan") -> dict:
    """Return a plan for a message; its exceptions go along."""
    named = {"payer": plan.payer, "name": plan.name, "code": plan.code}
    if plan.ended_at:
        return named | {"ended": True}
    otherwise = [{"system": each.system, "code": each.code} | _terms(each.terms) for each in plan.exceptions.all()]
    return named | {"currency": plan.currency} | _terms(plan.terms) | {"exceptions": otherwise}


def _terms(terms: Terms) -> dict:
    if not terms.is_covered:
        return {"covered": False}
    said = {} if terms.percent is None else {"percent": f"{terms.percent.normalize():f}"}
    amounts = {name: getattr(terms, column) for name, column in AMOUNTS.items()}
    return said | {name: value for name, value in amounts.items() if value is not None}


def read(said: list) -> dict:
    """Return `plans` and `ended_plans` of a message.

    :raises NotUnderstood: one of them can be no plan. :raises KeyError: or TypeError, or ValueError: likewise.
    """
    if len(said) > MOST_PLANS:
        raise NotUnderstood(f"more than {MOST_PLANS} plans")
    billed = {each.key: each for each in (_plan(one) for one in said if not one.get("ended"))}
    ended = [plan_key(_named(one)["payer"], _named(one)["code"]) for one in said if one.get("ended")]
    return {"plans": tuple(billed.values()), "ended_plans": tuple(ended)}


def _named(said: dict) -> dict[str, str]:
    named = {name: " ".join(_text(said[name]).split()) for name in LONGEST}
    if any(not 0 < len(named[name]) <= longest for name, longest in LONGEST.items()):
        raise NotUnderstood("a plan's name")
    if not CODE.fullmatch(named["code"]):
        raise NotUnderstood("a plan's code")
    return named


def _plan(said: dict) -> PlanOffered:
    named, currency = _named(said), _text(said["currency"])
    if not re.fullmatch("[A-Z]{3}", currency):
        raise NotUnderstood("a plan's currency")
    otherwise = said.get("exceptions") or []
    if len(otherwise) > MOST_EXCEPTIONS:
        raise NotUnderstood(f"more than {MOST_EXCEPTIONS} exceptions")
    usual = _read_terms(said)
    if not usual.is_covered:
        raise NotUnderstood("a plan that pays nothing")
    exceptions = {_code(each): _read_terms(each) for each in otherwise}
    key = plan_key(named["payer"], named["code"])
    return PlanOffered(key, **named, currency=currency, terms=usual, exceptions=tuple(exceptions.items()))


def _code(said: dict) -> Code:
    system, code = _text(said["system"]), _text(said["code"])
    if not 0 < len(system) <= 200 or not 0 < len(code) <= 100:
        raise NotUnderstood("a code")
    return system, code


def _read_terms(said: dict) -> Terms:
    percent = None if said.get("percent") is None else Decimal(_text(said["percent"]))
    amounts = {column: said.get(name) for name, column in AMOUNTS.items()}
    if any(not (each is None or type(each) is int) for each in amounts.values()):
        raise NotUnderstood("an amount")
    if percent is not None and not percent.is_finite():
        raise NotUnderstood("a share")
    terms = Terms(percent, **amounts, is_covered=said.get("covered") is not False)
    if why_not(terms):
        raise NotUnderstood("a plan's terms")
    return terms


def _text(said: object) -> str:
    if not isinstance(said, str) or "\0" in said:
        raise NotUnderstood("a text")
    return said
