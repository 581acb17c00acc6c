"""Whether a disease forbids it: ICD-10-CM codes by their beginning."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.translation import gettext as _

from ..cards import Card, Check, Unknown
from ..case import Case, Item
from ..facts import Problem
from ..rulebook import Rule, rows, rule_of, several
from ..saying import card, keys, standing


@dataclass(frozen=True)
class Forbidding:
    """A medicine and the diseases with which it harms; `anywhere`: as a drop or a spray too."""

    rule: Rule
    medicine: frozenset[str]
    codes: tuple[str, ...]
    anywhere: bool

    def is_met_by(self, problem: Problem) -> bool:
        return _bare(problem.code).startswith(tuple(_bare(code) for code in self.codes)) if problem.code else False


def look(case: Case) -> Iterator[Card | Unknown]:
    concerned = [(item, each) for item in case.proposed for each in _concerning(item)]
    problems = sorted(case.basket.problems, key=repr)
    for item, each in concerned:
        met = [problem for problem in problems if each.is_met_by(problem)]
        if met:
            disease = met[0].words or met[0].code
            subject = _("%(name)s with %(disease)s") % {"name": item.name, "disease": disease}
            listed = ", ".join(dict.fromkeys(f"{problem.words} ({problem.code})".strip() for problem in met))
            facts = _("On the problem list: %(problems)s.") % {"problems": listed}
            yield card(Check.CONDITION, each.rule, [item], subject=subject, facts=f"{facts} {standing(item)}")
    uncoded = [problem.words for problem in problems if not problem.code]
    if concerned and uncoded:
        words = _("Not coded and not checked: %(problems)s.") % {"problems": ", ".join(dict.fromkeys(uncoded))}
        yield Unknown(Check.CONDITION, keys(item for item, _each in concerned), words)


@cache
def forbidding() -> tuple[Forbidding, ...]:
    return tuple(
        Forbidding(rule_of(row), frozenset(several(row["medicine"])), several(row["codes"]), row["where"] == "any")
        for row in rows("conditions")
    )


def _concerning(item: Item) -> list[Forbidding]:
    return [each for each in _forbidding(item.tags) if each.anywhere or not item.is_local]


@lru_cache(maxsize=4096)
def _forbidding(tags: frozenset[str]) -> tuple[Forbidding, ...]:
    return tuple(each for each in forbidding() if tags & each.medicine)


@lru_cache(maxsize=4096)
def _bare(code: str) -> str:
    return code.replace(".", "").upper()
