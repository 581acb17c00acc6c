"""Whether what was typed names a medicine, and which of several. Pure.

A catalogue finds more than names: classes, complaints, what sounds alike. Only what the typed words name is taken; of
everything else the prescriber is asked.
"""

import re

from django.utils.translation import gettext as _

from telepraxis.registry.formulary.medicine import Ingredient, Medicine
from telepraxis.registry.formulary.starter_set import SYSTEM, starter_set
from telepraxis.registry.formulary.substances import SALTS, known
from telepraxis.registry.patients.names import likeness, words_of

from .asking import Told, either

NAMES, PART_OF_IT = 0.95, 0.4
SAME_WORD = 0.7
SHOWN = 6
ENDING = re.compile("(?:ate|ato|ic|ico)$")
# Words that many names share: they tell nothing apart.
SHARED = SALTS | frozenset(
    "acid acido vitamin vitamina insulin insulina iron hierro oral human humana and y with con".split()
)


def of_one_substance(candidates: list[Medicine], name: str, told: Told) -> list[Medicine]:
    """Return those that the name names, all of one substance or combination; [] where it is not sure which."""
    if not candidates:
        told.miss(
            _("No medicine is called “%(name)s” here. Type another name of it.") % {"name": name}
            if name
            else _("Which medicine? Type its name first.")
        )
        return []
    groups: dict[tuple[str, ...], list[Medicine]] = {}
    for each in candidates:
        groups.setdefault(_substances(each), []).append(each)
    typed = words_of(name)
    scores = {key: max(named_by(typed, each) for each in group) for key, group in groups.items()}
    top = max(scores.values())
    best = [key for key, score in scores.items() if score >= top - 0.02]
    if 0 < top < 1 and len(best) > 1:
        best = [key for key in best if all(set(key) <= set(other) for other in best)] or best
    is_vague = top < NAMES and set(typed) <= SHARED
    if not top or len(best) > 1 or is_vague:
        named = list(dict.fromkeys(_called(groups[key][0]) for key in best))[:SHOWN]
        told.doubt(_("“%(name)s” may be %(names)s. Type the whole name.") % {"name": name, "names": either(named)})
        return []
    group = groups[best[0]]
    own = [set(words_of(each)) for each in every_name_of(group[0])]
    if top < NAMES and not any(each and each <= set(typed) for each in own):
        told.assume(_("“%(name)s” was read as %(meant)s.") % {"name": name, "meant": _called(group[0])})
    return group


def _substances(medicine: Medicine) -> tuple[str, ...]:
    return tuple(sorted(each.substance for each in medicine.ingredients)) or (medicine.name,)


def _called(medicine: Medicine) -> str:
    return " + ".join(each.name for each in medicine.ingredients) or medicine.name


def named_by(typed: list[str], medicine: Medicine) -> float:
    """Return how well the typed words name the medicine: 1 they are its substances or its brand, 0 not at all."""
    if not typed:
        return 0.0
    without_salts = [word for word in typed if word not in SALTS] or typed
    names = [words_of(name) for name in _own_names(medicine)]
    best = max((_as_words(said, name) for said in (typed, without_salts) for name in names), default=0.0)
    each_named = [[words_of(name) for name in _names_of_substance(each)] for each in medicine.ingredients]
    if len(each_named) > 1:
        best = max(best, _as_combination(without_salts, each_named))
    return best if best >= PART_OF_IT else 0.0


def _own_names(medicine: Medicine) -> list[str]:
    """Return what the medicine is called as a whole: its brand, its other names, of one substance all names of that."""
    names = [medicine.brand, *_other_names(medicine)]
    if len(medicine.ingredients) == 1:
        names += _names_of_substance(medicine.ingredients[0])
    return [name for name in names if name] or [medicine.name]


def _other_names(medicine: Medicine) -> tuple[str, ...]:
    listed = starter_set().get(medicine.code) if medicine.system == SYSTEM else None
    return listed.synonyms if listed else ()


def every_name_of(medicine: Medicine) -> list[str]:
    """Return whatever it or one of its substances is called."""
    return [*_own_names(medicine), *names_of_substances(medicine)]


def names_of_substances(medicine: Medicine) -> list[str]:
    return [name for each in medicine.ingredients for name in _names_of_substance(each)]


def _names_of_substance(ingredient: Ingredient) -> list[str]:
    found = known(ingredient.substance)
    others = (*found.synonyms, *found.spanish, *found.brands) if found else ()
    return [ingredient.name, ingredient.substance, *others]


def alike(word: str, other: str) -> float:
    """Return how well a typed word names the other; an acid is its salt: clavulanate, clavulanic."""
    like = likeness(word, other)
    stems = [ENDING.sub("", each) for each in (word, other)]
    return max(like, 0.9) if stems[0] == stems[1] != word and len(stems[0]) > 3 else like


def _as_words(typed: list[str], words: list[str]) -> float:
    """Return how many of the words were typed, and how much alike; a word that many names share is not enough."""
    left, total, met = list(words), 0.0, set()
    for word in typed:
        like, match = max(((alike(word, other), other) for other in left), default=(0.0, ""))
        if like >= SAME_WORD:
            total += like
            met.add(word)
            left.remove(match)
    if not words or (met <= SHARED and len(met) < len(typed)):
        return 0.0
    return total / max(len(typed), len(words))


def _as_combination(typed: list[str], names: list[list[list[str]]]) -> float:
    """Return how well the typed words name all substances, whichever name was used of each."""
    left, total = list(typed), 0.0
    for several in names:
        likes = (
            (alike(word, other), word) for word in left for name in several for other in name if word not in SHARED
        )
        like, word = max(likes, default=(0.0, ""))
        if like < SAME_WORD:
            return 0.0
        total += like
        left.remove(word)
    extra = [word for word in left if not any(word in name for several in names for name in several)]
    return total / (len(names) + len(extra))
