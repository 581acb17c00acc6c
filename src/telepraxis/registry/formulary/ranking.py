"""Which of the medicines that fit is meant most likely."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log2

from telepraxis.registry.terminology.ranking import likeness
from telepraxis.registry.terminology.words import words_of

from .dose_forms import FORMS
from .doses import first_amount
from .listed import NUMBER, SUBSTANCE
from .vocabulary import Known, known_of

LEAST = 0.35
BY_CLASS, BY_INDICATION = 0.82, 0.8  # as good as nothing that names the medicine itself
A_LATER_CHOICE = 0.002
A_WRONG_ROUTE = 0.08
WHOLE_USE = 0.7  # every word of it was typed out
# Where nothing else tells them apart, what most prescriptions are for comes first.
USUAL_FORMS = {
    "tablet": 0.03, "capsule": 0.03, "oral-suspension": 0.02, "oral-solution": 0.02, "inhaler": 0.03,
    "gastro-resistant-capsule": 0.025, "gastro-resistant-tablet": 0.025, "extended-release-tablet": 0.015,
    "cream": 0.015, "eye-drops": 0.01, "eye-ointment": 0.01, "extended-release-capsule": 0.01, "prefilled-pen": 0.01,
    "nasal-spray": 0.02,
}  # fmt: skip


@dataclass
class Candidate:
    """A medicine that fits, as little of it as ranking needs; `score` and `by_use` are found out here."""

    id: int
    name: str
    brand: str
    synonyms: list[str]
    form: str
    is_common: bool
    jurisdiction: str
    words: list[str]
    times: int
    score: float = 0.0
    by_use: bool = False  # found by a class or by what it is for, not by its name

    @cached_property
    def substances(self) -> tuple[str, ...]:
        return tuple(word[1:] for word in self.words if word.startswith(SUBSTANCE))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(word[1:] for word in self.words if word.startswith(NUMBER))


def rank(candidates: Sequence[Candidate], fragments: Sequence[str], *, jurisdiction: str) -> list[Candidate]:
    """Return the medicines that the fragments may mean, the likeliest first.

    Whoever asks for what helps against something is shown one of each substance before another strength of the first.
    """
    asked = tuple(fragments)
    fits = {slug: _Fit(known_of(slug), asked) for slug in {slug for each in candidates for slug in each.substances}}
    for each in candidates:
        _score(each, asked, fits, jurisdiction)
    meant = sorted((each for each in candidates if each.score > LEAST), key=_order)
    if not meant or not meant[0].by_use:
        return meant
    first: dict[tuple[str, ...], Candidate] = {}
    for each in meant:
        first.setdefault(each.substances, each)
    firsts = {each.id for each in first.values()}
    return [*first.values(), *(each for each in meant if each.id not in firsts)]


class _Fit:
    """How well each fragment names a substance, and how well each of its classes and indications fits them."""

    def __init__(self, known: Known, asked: tuple[str, ...]):
        self.named = [_best(fragment, known.names) for fragment in asked]
        classes = [(BY_CLASS - A_LATER_CHOICE * known.place, words, ()) for words in known.classes]
        uses = [(BY_INDICATION - A_LATER_CHOICE * place, words, routes) for words, place, routes in known.indications]
        phrases = [
            ([weight * _best(fragment, words) for fragment in asked], routes)
            for weight, words, routes in [*classes, *uses]
        ]
        self.phrases = [(phrase, routes) for phrase, routes in phrases if any(phrase)]


def _score(each: Candidate, asked: tuple[str, ...], fits: dict[str, _Fit], jurisdiction: str) -> None:
    own, numbers = _own_words(each.name, each.brand, tuple(each.synonyms)), each.numbers
    direct, met = [], set()
    for place, fragment in enumerate(asked):
        if fragment.startswith(NUMBER):
            direct.append(_fit_number(fragment, numbers))
            continue
        by_name, slug = max(((fits[slug].named[place], slug) for slug in each.substances), default=(0.0, ""))
        met |= {slug} if by_name >= 0.5 else set()
        direct.append(max(_best(fragment, own), by_name))
    phrases = [phrase for slug in each.substances for phrase in fits[slug].phrases]
    by_phrase = max((_together(direct, phrase, each.form, routes) for phrase, routes in phrases), default=0.0)
    each.by_use = by_phrase > sum(direct) and not any(fragment.startswith(NUMBER) for fragment in asked)
    score = max(sum(direct), by_phrase) / len(asked)
    # Whoever names one substance rarely means it together with others that were not named.
    score -= 0.06 * (len(each.substances) - max(1, len(met)))
    score += USUAL_FORMS.get(each.form, 0.0) + 0.02 * (each.is_common or not each.brand)
    score += 0.03 if jurisdiction and each.jurisdiction else 0.0
    if each.brand:  # whoever types a brand means that brand's own product
        branded = _own_words(each.brand, "", ())
        score += 0.05 if any(_best(fragment, branded) > 0.8 for fragment in asked) else 0.0
    # What the practice keeps prescribing comes first, as long as it fits about as well.
    each.score = score + (0.1 + min(0.2, 0.03 * log2(each.times)) if each.times else 0.0)


def _together(direct: list[float], phrase: list[float], form: str, routes: tuple[str, ...]) -> float:
    """Return the total where some words name the medicine and others what it is for; all of one use count more.

    A tablet is not what an itching eye needs, though its substance is.
    """
    missed = A_WRONG_ROUTE * len(phrase) if routes and not set(routes) & set(FORMS[form].routes) else 0.0
    if all(like >= WHOLE_USE for like in phrase):
        return sum(phrase) + 0.15 * len(phrase) - missed
    return sum(map(max, direct, phrase)) - missed


def _fit_number(fragment: str, numbers: frozenset[str]) -> float:
    """Return how well one of several ways to say the strength (`#1|#1000`) fits."""
    said = fragment.removeprefix(NUMBER).split("|" + NUMBER)
    if any(number in numbers for number in said):
        return 1.0
    return 0.6 if any(number.startswith(said[0]) for number in numbers) else 0.0


def _best(fragment: str, words: frozenset[str]) -> float:
    if fragment.startswith(NUMBER):
        return 0.0
    return 1.0 if fragment in words else max((likeness(fragment, word) for word in words), default=0.0)


@lru_cache(maxsize=20_000)
def _own_words(name: str, brand: str, synonyms: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in (name, brand, *synonyms) for word in words_of(text) if not word.isdigit())


def _order(each: Candidate) -> tuple:
    """Where two fit as well: the strength of the usual dose, fewer words, the smaller strength, the name."""
    usual = first_amount(each.substances)
    strength = min((float(number) for number in each.numbers), default=0.0)
    place = min((known_of(slug).place for slug in each.substances), default=9)
    alike = (usual not in each.numbers, len(each.substances), place, each.substances, strength, each.name)
    return -round(each.score, 4), *alike
