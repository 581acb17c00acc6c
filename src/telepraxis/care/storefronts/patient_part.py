"""What of a shelf price the patient pays, and what their plan: the one rule, wherever a price is shown or asked. Pure.

A part is worked out for a whole line and rounded down to the minor unit, in the patient's favour: whoever pays for one
line feels a cent, a plan that pays thousands loses less than one on each. What is left is the plan's, so that both
parts together are the shelf price, exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal

Code = tuple[str, str]  # (system, code)


@dataclass(frozen=True)
class Terms:
    """A share in percent or an amount for each line, at least so much and at most so much; or nothing is covered."""

    percent: Decimal | None = None
    copay_minor: int | None = None
    at_least_minor: int | None = None
    at_most_minor: int | None = None
    is_covered: bool = True


NOT_COVERED = Terms(is_covered=False)


def patient_part(terms: Terms | None, shelf_minor: int) -> int:
    """Return what the patient pays of a line; all of it where no terms hold, and never more than the shelf price."""
    if terms is None or not terms.is_covered:
        return shelf_minor
    if terms.copay_minor is not None:
        part = terms.copay_minor
    else:
        share = Decimal(shelf_minor) * (terms.percent or 0) / 100
        part = int(share.to_integral_value(rounding=ROUND_DOWN))
    part = max(part, terms.at_least_minor or 0)
    if terms.at_most_minor is not None:
        part = min(part, terms.at_most_minor)
    return min(part, shelf_minor)


@dataclass(frozen=True)
class PlanTerms:
    """The terms of a plan at one pharmacy: the usual ones, and what is otherwise for a product code."""

    currency: str
    usual: Terms
    exceptions: Mapping[Code, Terms] = field(default_factory=dict)

    def of(self, code: Code, currency: str) -> Terms | None:
        """Return the terms for a product; None where its price is in another currency, so that nothing is covered."""
        return self.exceptions.get(code, self.usual) if currency == self.currency else None


def plan_key(payer: str, code: str) -> str:
    """Return what tells plans apart: the code on the card and who pays, however they are spaced and capitalized. Two
    insurers may use one code; a payer spelled otherwise is another plan, and the shelf price stands.
    """
    return f"{_plain(code)}|{_plain(payer)}"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
