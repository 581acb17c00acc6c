"""Which codes count for each line of a basket: what was asked for, and what is the same but for maker and pack."""

from collections.abc import Sequence

from telepraxis.registry.formulary import sameness
from telepraxis.registry.formulary.sameness import Code


def codes_of(basket: Sequence) -> list[frozenset[Code]]:
    """Return the codes that count for each `Wanted`, in order; of one that came with its medicine as it was signed
    those under which the catalogue still lists that one, none perhaps. Six queries at most.
    """
    named = [each for each in basket if each.medicine is None]
    same = sameness.same_as({(each.system, each.code) for each in named if each.alike})
    signed = iter(sameness.codes_for([(each.medicine, each.alike) for each in basket if each.medicine is not None]))
    return [
        next(signed) if each.medicine is not None else same.get((each.system, each.code), _itself(each))
        for each in basket
    ]


def _itself(wanted) -> frozenset[Code]:
    return frozenset([(wanted.system, wanted.code)])
