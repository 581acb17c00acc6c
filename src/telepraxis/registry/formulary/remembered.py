"""A medicine as somebody chose it once (a draft, a favourite, a prescription), held against the catalogue of now."""

from collections.abc import Iterable

from .medicine import Medicine
from .reading import many
from .sameness import Code, is_another

WITHDRAWN, ANOTHER = "withdrawn", "another"


def fallen_out(chosen: Iterable[Medicine | None]) -> dict[Code, str]:
    """Return by their code those that are not to be prescribed anew: WITHDRAWN, which no edition lists any more, and
    ANOTHER, under whose code another medicine is listed now. What no catalogue ever knew stands. Three queries at most.
    """
    medicines = {(each.system, each.code): each for each in chosen if each is not None and each.code}
    listed = many(medicines)
    found = {code: _why(medicines[code], now) for code, now in listed.items()}
    return {code: why for code, why in found.items() if why}


def _why(chosen: Medicine, listed: Medicine) -> str:
    if is_another(chosen, listed):
        return ANOTHER
    return "" if listed.is_active else WITHDRAWN
