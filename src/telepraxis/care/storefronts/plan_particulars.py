"""What a plan is, as it is handed over, and whether it can be so. The same for a form, a file and a message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .patient_part import Terms

MOST_PLANS, MOST_EXCEPTIONS = 50, 5_000
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/+-]{0,29}")
DEAREST_MINOR = 10**9
FIELDS: Mapping[str, str] = {"copay_minor": "copay", "at_least_minor": "at_least", "at_most_minor": "at_most"}


@dataclass(frozen=True)
class PlanSaid:
    """A plan as its contract says it."""

    payer: str
    name: str
    code: str
    currency: str
    terms: Terms


class BadPlan(ValueError):
    """It cannot be so; `why` says by the field's name what is wrong. Nothing was kept."""

    def __init__(self, why: dict[str, str | Promise]):
        super().__init__(" ".join(str(words) for words in why.values()))
        self.why = why


def why_not(terms: Terms) -> dict[str, str]:
    """Return what of the terms cannot be, by field; {} where they can."""
    why, amounts = {}, ("copay_minor", "at_least_minor", "at_most_minor")
    if not terms.is_covered:
        is_said = terms.percent is not None or any(getattr(terms, name) is not None for name in amounts)
        return {"covered": _("Not covered, and yet an amount: leave one out.")} if is_said else {}
    if (terms.percent is None) == (terms.copay_minor is None):
        why["percent"] = _("Say either a share in percent or an amount.")
    if terms.percent is not None and not (0 <= terms.percent <= 100 and terms.percent == round(terms.percent, 2)):
        why["percent"] = _("A share lies between 0 and 100, with at most two decimals.")
    for name in amounts:
        if not 0 <= (getattr(terms, name) or 0) <= DEAREST_MINOR:
            why[FIELDS[name]] = _("This is no amount that could be.")
    least, most = terms.at_least_minor, terms.at_most_minor
    if least is not None and most is not None and least > most:
        why["at_most"] = _("At most is less than at least.")
    return why


def checked(said: PlanSaid) -> PlanSaid:
    """Return what is said, tidied. :raises BadPlan: a part of it cannot be."""
    texts = {name: " ".join(getattr(said, name).split()) for name in ("payer", "name", "code")}
    why = why_not(said.terms)
    for name in ("payer", "name"):
        if not 0 < len(texts[name]) <= 100:
            why[name] = _("Write it as it stands on the card.")
    if not CODE.fullmatch(texts["code"]):
        why["code"] = _("A code has letters, digits and . _ / + - only, at most 30.")
    if not re.fullmatch("[A-Z]{3}", said.currency):
        why["currency"] = _("A currency has three letters, as EUR.")
    if not said.terms.is_covered:
        why["percent"] = _("Say either a share in percent or an amount.")
    if why:
        raise BadPlan(why)
    return PlanSaid(currency=said.currency, terms=said.terms, **texts)
