"""Whether it harms an unborn or a breast-fed child, where there may be one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.translation import gettext as _

from telepraxis.base.ui.times import long_date_text

from ..cards import Card, Check, Unknown
from ..case import Case, Item
from ..rulebook import Grade, Rule, rows, rule_of, several
from ..saying import card, keys, named, standing

FERTILE = (12, 55)  # years; below and above it is not asked
ASKED_DAYS = 30  # an answer no older than this counts for what harms most
PREGNANT, BREASTFEEDING = "pregnant", "breastfeeding"


@dataclass(frozen=True)
class Harm:
    rule: Rule
    medicine: frozenset[str]
    state: str


def look(case: Case) -> Iterator[Card | Unknown]:
    yield from _cards(case, PREGNANT, case.person.pregnant)
    yield from _cards(case, BREASTFEEDING, case.person.breastfeeding)
    if may_be_pregnant(case):
        yield from _unasked(case)


def may_be_pregnant(case: Case) -> bool:
    """Say whether it has to be asked: not for men, not before 12 nor after 55. An unknown age or sex is asked."""
    youngest, oldest = FERTILE
    return case.person.sex != "male" and (case.age is None or youngest <= case.age <= oldest)


@cache
def harms() -> tuple[Harm, ...]:
    return tuple(Harm(rule_of(row), frozenset(several(row["medicine"])), row["state"]) for row in rows("pregnancy"))


def _cards(case: Case, state: str, is_so: bool | None) -> Iterator[Card]:
    if not is_so:
        return
    for item in case.proposed:
        for harm in _harms_of(item, state):
            subject = _("%(name)s in pregnancy") if state == PREGNANT else _("%(name)s while breast-feeding")
            facts = f"{_state_words(case, state)} {standing(item)}"
            yield card(Check.PREGNANCY, harm.rule, [item], subject=subject % {"name": item.name}, facts=facts)


def _unasked(case: Case) -> Iterator[Unknown]:
    harmful = [item for item in case.proposed if _harms_of(item, PREGNANT)]
    in_milk = [item for item in case.proposed if _harms_of(item, BREASTFEEDING)]
    gravest = [item for item in harmful if any(harm.rule.grade is Grade.STOP for harm in _harms_of(item, PREGNANT))]
    if harmful and case.person.pregnant is None:
        words = _("Whether there is a pregnancy is not known; it matters for %(names)s.")
        yield Unknown(Check.PREGNANCY, keys(harmful), words % {"names": named(harmful)})
    elif gravest and case.person.pregnant is False and _is_old(case):
        words = _("Pregnancy was last asked on %(day)s; ask again before %(names)s.")
        day = case.person.pregnancy_asked_on
        said = {"day": long_date_text(day) if day else _("a day not known"), "names": named(gravest)}
        yield Unknown(Check.PREGNANCY, keys(gravest), words % said)
    if in_milk and case.person.breastfeeding is None:
        words = _("Whether she breast-feeds is not known; it matters for %(names)s.")
        yield Unknown(Check.PREGNANCY, keys(in_milk), words % {"names": named(in_milk)})


def _harms_of(item: Item, state: str) -> list[Harm]:
    if item.is_local:
        return []
    return [harm for harm in _harms(item.tags) if harm.state == state]


@lru_cache(maxsize=4096)
def _harms(tags: frozenset[str]) -> tuple[Harm, ...]:
    return tuple(harm for harm in harms() if tags & harm.medicine)


def _is_old(case: Case) -> bool:
    asked = case.person.pregnancy_asked_on
    return asked is None or (case.today - asked).days > ASKED_DAYS


def _state_words(case: Case, state: str) -> str:
    if state == BREASTFEEDING:
        return _("She breast-feeds.")
    asked = case.person.pregnancy_asked_on
    if asked is None:
        return _("A pregnancy is on record.")
    return _("A pregnancy is on record, asked on %(day)s.") % {"day": long_date_text(asked)}
