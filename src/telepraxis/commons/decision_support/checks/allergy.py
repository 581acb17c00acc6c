"""Whether a medicine is, or resembles, what the person reacted to. Which substances resemble each other is in rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.translation import gettext as _

from ..cards import Card, Check, Unknown
from ..case import Case, Item
from ..facts import Allergy
from ..rulebook import Grade, Rule, rows, rule_of, several
from ..saying import card, shortened, standing
from ..substances import is_class, is_group_without_rule, tags_of

SEVERE = (
    "anaphyla", "anafil", "angioedema", "angio-oedema", "angioneurotic", "stevens", "epidermal necrolysis",
    "necrolisis epidermica", "dress syndrome", "eosinophilia", "swelling of the face", "swelling of the tongue",
    "swelling of the throat", "swollen tongue", "swollen throat", "swollen lips", "lip swelling", "tongue swelling",
    "throat swelling", "could not breathe", "trouble breathing", "bronchospasm", "shock",
)  # fmt: skip
ALL_OF_IT = "!"  # `cephalosporin!` in a row: the whole class stands on the allergy list, not one of its members


@dataclass(frozen=True)
class Resemblance:
    """Who reacted to one of `allergy` may react to one of `medicine`."""

    allergy: str
    medicine: frozenset[str]
    severe: Rule | None
    otherwise: Rule | None
    intolerance: Rule | None

    def rule_for(self, how: str, codes: frozenset[str], tags: frozenset[str]) -> Rule | None:
        return getattr(self, how) if tags & self.medicine and self._is_about(codes) else None

    def _is_about(self, codes: frozenset[str]) -> bool:
        if self.allergy.endswith(ALL_OF_IT):
            return self.allergy.rstrip(ALL_OF_IT) in codes
        return any(self.allergy in tags_of(code) for code in codes)


def look(case: Case) -> Iterator[Card | Unknown]:
    about = tuple(dict.fromkeys(item.key for item in case.proposed))
    if about and not case.basket.allergies and not case.basket.none_known:
        yield Unknown(Check.ALLERGY, about, _("Whether there are allergies is not on record. Ask, and write it down."))
    for allergy, codes, is_read_whole in case.allergies:
        if about and not is_read_whole:
            yield Unknown(Check.ALLERGY, about, _uncoded(allergy, codes))
        if about and is_group_without_rule(allergy.substance):
            words = _("The allergy “%(allergy)s” is to a group of medicines about which no rule is written here.")
            yield Unknown(Check.ALLERGY, about, words % {"allergy": allergy.words or allergy.substance})
        for item in case.proposed:
            if rule := gravest(allergy, codes, item):
                yield card(Check.ALLERGY, rule, (item,), subject=_subject(allergy, item), facts=_facts(allergy, item))


def gravest(allergy: Allergy, codes: frozenset[str], item: Item) -> Rule | None:
    """Return what is to be said of a medicine because of an allergy: one rule, the gravest."""
    if item.slug in codes and not is_class(item.slug):
        return _same("not-tolerated" if allergy.is_intolerance else "same-substance")
    how = "intolerance" if allergy.is_intolerance else "severe" if is_severe(allergy) else "otherwise"
    return _gravest(how, codes, item.tags)


@lru_cache(maxsize=8192)
def _gravest(how: str, codes: frozenset[str], tags: frozenset[str]) -> Rule | None:
    found = (resemblance.rule_for(how, codes, tags) for resemblance in resemblances())
    order = list(Grade)
    return min((rule for rule in found if rule), key=lambda rule: order.index(rule.grade), default=None)


def is_severe(allergy: Allergy) -> bool:
    """Say whether the reaction was, or is described as, one that endangers life."""
    said = f"{allergy.reaction} {allergy.words}".lower()
    return allergy.is_severe or any(word in said for word in SEVERE)


@cache
def resemblances() -> tuple[Resemblance, ...]:
    return tuple(
        Resemblance(
            row["allergy"],
            frozenset(several(row["medicine"])),
            _graded(row, "when_severe"),
            _graded(row, "otherwise"),
            _graded(row, "intolerance"),
        )
        for row in rows("allergies")
        if row["allergy"] != "*"
    )


@cache
def _same(rule_id: str) -> Rule:
    row = next(row for row in rows("allergies") if row["id"] == rule_id)
    return rule_of(row, row["otherwise"] or row["intolerance"])


def _graded(row: dict[str, str], column: str) -> Rule | None:
    return rule_of(row, row[column]) if row[column] else None


def _uncoded(allergy: Allergy, codes: frozenset[str]) -> str:
    words = allergy.words or _("without words")
    if codes:
        return _("The allergy “%(allergy)s” is not coded and was understood in part only.") % {"allergy": words}
    return _("The allergy “%(allergy)s” is not coded and could not be checked.") % {"allergy": words}


def _subject(allergy: Allergy, item: Item) -> str:
    said = {"medicine": item.name, "allergy": shortened(allergy.words or allergy.substance, 50)}
    if allergy.is_intolerance:
        return _("%(medicine)s, intolerance of %(allergy)s") % said
    return _("%(medicine)s, allergy to %(allergy)s") % said


def _facts(allergy: Allergy, item: Item) -> str:
    words = allergy.words or allergy.substance
    if allergy.reaction:
        listed = _("On the allergy list: %(allergy)s (%(reaction)s).") % {
            "allergy": words,
            "reaction": allergy.reaction,
        }
    else:
        listed = _("On the allergy list: %(allergy)s, reaction not described.") % {"allergy": words}
    read_from = "" if allergy.substance else " " + _("It is not coded; this was read from its words.")
    return f"{listed}{read_from} {standing(item)}"
