"""Whether it is right at this age: for children, and for the old."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..cards import Card, Check, Unknown
from ..case import Case
from ..rulebook import Rule, rows, rule_of, several
from ..saying import card, keys, standing


@dataclass(frozen=True)
class Span:
    """Ages, in years, at which a rule holds."""

    rule: Rule
    medicine: frozenset[str]
    start: float
    end: float


def look(case: Case) -> Iterator[Card | Unknown]:
    concerned = [(item, span) for item in case.proposed if not item.is_local for span in _spans(item.tags)]
    if case.age is None:
        if concerned:
            yield Unknown(Check.AGE, keys(item for item, _span in concerned), _("The age is not known."))
        return
    for item, span in concerned:
        if span.start <= case.age < span.end:
            years = _age_words(case.age)
            subject = _("%(name)s, %(age)s") % {"name": item.name, "age": years}
            facts = _("The patient is %(age)s old.") % {"age": years}
            yield card(Check.AGE, span.rule, [item], subject=subject, facts=f"{facts} {standing(item)}")


@cache
def spans() -> tuple[Span, ...]:
    return tuple(
        Span(
            rule_of(row),
            frozenset(several(row["medicine"])),
            float(row["from_years"]),
            float(row["below_years"] or 200),
        )
        for row in rows("ages")
    )


@lru_cache(maxsize=4096)
def _spans(tags: frozenset[str]) -> tuple[Span, ...]:
    return tuple(span for span in spans() if tags & span.medicine)


def _age_words(age: float) -> str:
    years, months = int(age), int(age * 12)
    if years < 2:
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
