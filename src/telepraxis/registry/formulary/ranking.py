"""Which of the medicines that fit is meant most likely."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from telepraxis.registry.terminology.ranking import likeness
from telepraxis.registry.terminology.words import words_of

from . import strengths
from .listed import NUMBER
from .medicine import Medicine
from .vocabulary import Known, known_of

LEAST = 0.35
BY_CLASS, BY_INDICATION = 0.82, 0.8  # as good as nothing that names the medicine itself
# Where nothing else tells them apart, what most prescriptions are for comes first.
USUAL_FORMS = {
    "tablet": 0.03, "capsule": 0.03, "oral-suspension": 0.02, "oral-solution": 0.02, "inhaler": 0.03,
    "gastro-resistant-capsule": 0.025, "gastro-resistant-tablet": 0.025, "extended-release-tablet": 0.015,
    "cream": 0.015, "eye-drops": 0.01, "extended-release-capsule": 0.01, "prefilled-pen": 0.01, "nasal-spray": 0.02,
}  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    medicine: Medicine
    synonyms: tuple[str, ...]
    is_common: bool
    times: int


def rank(candidates: Sequence[Candidate], fragments: Sequence[str], *, jurisdiction: str) -> list[Medicine]:
    """Return the medicines that the fragments may mean, the likeliest first; of the same in two catalogues, one."""
    asked = tuple(fragments)
    fits = {slug: _Fit(known_of(slug), asked) for each in candidates for slug in _slugs(each.medicine)}
    scored = [(_score(each, asked, fits, jurisdiction), each) for each in candidates]
    scored = [(score, each) for score, each in scored if score > LEAST]
    scored.sort(key=lambda pair: (-round(pair[0], 4), *_order(pair[1].medicine)))
    first: dict[tuple, Medicine] = {}
    for _, each in scored:
        first.setdefault(_same(each.medicine), each.medicine)
    return list(first.values())


class _Fit:
    """How well each fragment names a substance, and how well each of its classes and indications fits them."""

    def __init__(self, known: Known, asked: tuple[str, ...]):
        self.named = [_best(fragment, known.names) for fragment in asked]
        self.phrases = [
            [BY_CLASS * _best(fragment, words) for fragment in asked] for words in known.classes
        ] + [
            [(BY_INDICATION - 0.002 * place) * _best(fragment, words) for fragment in asked]
            for words, place in known.indications
        ]  # fmt: skip
        self.phrases = [phrase for phrase in self.phrases if any(phrase)]


def _score(each: Candidate, asked: tuple[str, ...], fits: dict[str, _Fit], jurisdiction: str) -> float:
    medicine = each.medicine
    own = _own_words(medicine.name, medicine.brand, each.synonyms)
    numbers = _numbers(medicine)
    slugs = _slugs(medicine)
    direct, met = [], set()
    for place, fragment in enumerate(asked):
        if fragment.startswith(NUMBER):
            direct.append(_fit_number(fragment, numbers))
            continue
        by_name = max(((fits[slug].named[place], slug) for slug in slugs), default=(0.0, ""))
        if by_name[0] >= 0.5:
            met.add(by_name[1])
        direct.append(max(_best(fragment, own), by_name[0]))
    phrases = [phrase for slug in slugs for phrase in fits[slug].phrases]
    totals = [sum(direct), *(sum(map(max, direct, phrase)) for phrase in phrases)]
    score = max(totals) / len(asked)
    # Whoever names one substance rarely means it together with others that were not named.
    score -= 0.06 * (len(slugs) - max(1, len(met)))
    score += USUAL_FORMS.get(medicine.form, 0.0) + 0.02 * (each.is_common or not medicine.brand)
    score += 0.03 if jurisdiction and medicine.jurisdiction else 0.0
    return score + (0.1 + min(0.2, 0.03 * log2(each.times)) if each.times else 0.0)


def _fit_number(fragment: str, numbers: frozenset[str]) -> float:
    """Return how well one of several ways to say the strength (`#1|#1000`) fits."""
    said = fragment.removeprefix(NUMBER).split("|" + NUMBER)
    if any(number in numbers for number in said):
        return 1.0
    return 0.6 if any(number.startswith(said[0]) for number in numbers) else 0.0


def _best(fragment: str, words: frozenset[str]) -> float:
    if fragment in words:
        return 1.0
    return max((likeness(fragment, word) for word in words), default=0.0) if not fragment.startswith(NUMBER) else 0.0


@lru_cache(maxsize=20_000)
def _own_words(name: str, brand: str, synonyms: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in (name, brand, *synonyms) for word in words_of(text) if not word.isdigit())


def _numbers(medicine: Medicine) -> frozenset[str]:
    return frozenset(strengths.numbers(medicine.ingredients))


def _slugs(medicine: Medicine) -> tuple[str, ...]:
    return tuple(each.substance for each in medicine.ingredients)


def _order(medicine: Medicine) -> tuple:
    """Where two fit as well: fewer substances, the smaller strength, the name."""
    amounts = [each.amount / each.per for each in medicine.ingredients if each.amount is not None]
    return len(medicine.ingredients), medicine.ingredients and _slugs(medicine)[0], sum(amounts), medicine.name


def _same(medicine: Medicine) -> tuple:
    if not medicine.ingredients or any(each.amount is None for each in medicine.ingredients):
        return (medicine.system, medicine.code)
    holds = frozenset((e.substance, e.amount / e.per, e.unit, e.per_unit) for e in medicine.ingredients)
    return holds, medicine.form, medicine.brand, medicine.routes[:1]
