"""What an uncoded allergy is about, read from its words, where they plainly name a substance or a class."""

from .facts import Allergy
from .substances import names, plain, slugs_of

# What may stand around a name and changes nothing in it.
AROUND = frozenset(
    "a an the to of and or with from by after had has have is was got gets gives gave causes caused makes made when "
    "allergy allergic allergies alergia alergico alergica las los la el al de y con reaction reaccion severe mild bad "
    "rash hives itching itch swelling anaphylaxis anaphylactic shock nausea vomiting tablet tablets capsule injection "
    "drug drugs medicine medicines antibiotic antibiotics patient she he as child in childhood stomach upset "
    "mg anafilaxia ronchas sarpullido picazon".split()
)
NEGATED = frozenset("no not nil none never denies sin ninguna without except tolerates tolerated".split())
LONGEST = 5  # words of the longest name


def understood(allergy: Allergy, own: tuple[tuple[str, str], ...]) -> tuple[frozenset[str], bool]:
    """Return what an allergy is to, by its code or else by its words, and whether that is all of it."""
    if allergy.substance:
        return frozenset(slugs_of(allergy.substance)), True
    return read(allergy.words, own=own)


def read(words: str, *, own: tuple[tuple[str, str], ...] = ()) -> tuple[frozenset[str], bool]:
    """Return the substances and classes that the words name, and whether nothing else was said.

    `own` are (name, slug) of the basket's medicines, so that a substance no table knows is found as well. Where
    something is negated nothing is read: "no penicillin allergy" must not become one, and is said to be unchecked.
    """
    known = names() | {plain(name): (slug,) for name, slug in own if plain(name)}
    said = plain(words).split()
    if NEGATED & set(said):
        return frozenset(), False
    found: set[str] = set()
    left, place = [], 0
    while place < len(said):
        length = next((n for n in range(LONGEST, 0, -1) if " ".join(said[place : place + n]) in known), 0)
        if length:
            found.update(known[" ".join(said[place : place + length])])
        else:
            left.append(said[place])
        place += length or 1
    return frozenset(found), bool(found) and not set(left) - AROUND
