"""Which few pharmacies have a basket together: as few as possible, then as near, then as cheap. Pure."""

from decimal import Decimal
from typing import NamedTuple

MOST = 3  # nobody goes to four
LOOKED_AT = 64  # sets of lines: with a large basket only the richest and nearest of them


class Candidate(NamedTuple):
    """A pharmacy that has these lines (bits), the nearest of all that have the same."""

    pharmacy: int
    mask: int
    km: float
    total: Decimal | None


def best_split(candidates: list[Candidate], lines: int) -> list[tuple[int, tuple[int, ...]]]:
    """Return (pharmacy, its lines), at most three, that have all lines together; [] where no three do.

    Each line is bought at the first of them that has it: the one with most lines, then the nearest.
    """
    wanted = (1 << lines) - 1
    looked_at = _worth_a_look(candidates)
    best: dict[int, tuple[tuple, tuple[Candidate, ...]]] = {0: ((0.0, 0), ())}
    for _ in range(MOST):
        further = dict(best)
        for mask, (_cost, chosen) in best.items():
            for each in looked_at:
                together = mask | each.mask
                if together != mask:
                    cost = _cost_of((*chosen, each))
                    if together not in further or cost < further[together][0]:
                        further[together] = cost, (*chosen, each)
        best = further
        if wanted in best:
            return _shared_out(best[wanted][1])
    return []


def _worth_a_look(candidates: list[Candidate]) -> list[Candidate]:
    """Return one for each set of lines, without those that another beats in lines and distance."""
    nearest: dict[int, Candidate] = {}
    for each in candidates:
        if each.mask not in nearest or _cost_of((each,)) < _cost_of((nearest[each.mask],)):
            nearest[each.mask] = each
    kept = [
        each
        for each in nearest.values()
        if not any(
            other.mask & each.mask == each.mask and other.mask != each.mask and other.km <= each.km
            for other in nearest.values()
        )
    ]
    return sorted(kept, key=lambda each: (-each.mask.bit_count(), each.km, each.pharmacy))[:LOOKED_AT]


def _cost_of(chosen: tuple[Candidate, ...]) -> tuple:
    return sum(each.km for each in chosen), sum(each.total or 0 for each in chosen)


def _shared_out(chosen: tuple[Candidate, ...]) -> list[tuple[int, tuple[int, ...]]]:
    taken, parts = 0, []
    for each in sorted(chosen, key=lambda each: (-each.mask.bit_count(), each.km, each.pharmacy)):
        mine = each.mask & ~taken
        taken |= mine
        if mine:
            parts.append((each.pharmacy, tuple(line for line in range(mine.bit_length()) if mine >> line & 1)))
    return parts
