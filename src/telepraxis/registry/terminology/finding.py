"""Find concepts by fragments of words in any order, with slips, by code; and say what a code is called.

The words typed are first looked up among the words that concepts bear (an index on traces), then the concepts that
bear one for each (an index on words), and at most CANDIDATES of them are ranked.
"""

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass

from django.db import connection

from telepraxis.base import tenancy

from . import models, words
from .meanings import meant_by
from .ranking import Ranked, likeness, rank
from .systems import KINDS

CANDIDATES = 200
COMMON_ONES, OTHERS = 1000, 2000
LONGEST_TYPED = 200  # characters
MOST_FRAGMENTS = 8
SPELLINGS_PER_FRAGMENT = 40
MOST_USED = 400
LAST = "\U0010ffff"

SPELLINGS = """
SELECT DISTINCT typed.part, spelling.word
FROM unnest(%s::int[], %s::text[], %s::text[]) AS typed(part, low, high)
CROSS JOIN LATERAL (
    SELECT word FROM terminology_spelling WHERE trace >= typed.low AND trace < typed.high LIMIT 300
) AS spelling
"""

# Of very many that fit a broad word only some are looked at: all that are common or that the practice uses, and as many
# others as are quickly at hand. Whoever types on asks for less.
FITS = "words @@ %(asked)s::tsquery AND is_active AND kinds @> ARRAY[%(kind)s]::varchar[]"
BEARERS = f"""
WITH own AS (
    SELECT concept.id, used.times
    FROM unnest(%(systems)s::text[], %(codes)s::text[], %(times)s::int[]) AS used(system, code, times)
    JOIN terminology_concept AS concept ON concept.system = used.system AND concept.code = used.code
), fitting AS (
    (SELECT id, size, is_common FROM terminology_concept WHERE {FITS} AND is_common LIMIT {COMMON_ONES})
    UNION
    (SELECT id, size, is_common FROM terminology_concept WHERE {FITS} AND NOT is_common LIMIT {OTHERS})
    UNION
    (SELECT concept.id, size, is_common FROM own, terminology_concept AS concept WHERE concept.id = own.id AND {FITS})
), first AS (
    SELECT fitting.id, coalesce(own.times, 0) AS times
    FROM fitting LEFT JOIN own ON own.id = fitting.id
    ORDER BY times DESC, is_common DESC, size, fitting.id LIMIT {CANDIDATES}
)
SELECT system, code, display, synonyms, own_words, is_common, times
FROM first JOIN terminology_concept AS concept ON concept.id = first.id
"""

OFTEN = """
SELECT concept.system, concept.code, concept.display
FROM unnest(%(systems)s::text[], %(codes)s::text[], %(times)s::int[]) AS used(system, code, times)
JOIN terminology_concept AS concept ON concept.system = used.system AND concept.code = used.code
WHERE is_active AND kinds @> ARRAY[%(kind)s]::varchar[]
ORDER BY used.times DESC, display LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Concept:
    """What a typed word may mean; `also` is the other word by which it was found, "" where the display says it."""

    system: str
    code: str
    display: str
    also: str = ""


def find(kind: str, text: str, *, limit: int = 12) -> list[Concept]:
    """Return the concepts of the kind that the text most likely means, the likeliest first.

    Those that the served practice uses often come first; with nothing typed, they alone. At most five queries.

    :raises ValueError: there is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is none of: {', '.join(KINDS)}")
    own = _own_use()
    fragments = words.fragments_of(text[:LONGEST_TYPED])[:MOST_FRAGMENTS]
    if not fragments:
        return [Concept(*row) for row in _rows(OFTEN, own | {"kind": kind, "limit": limit})]
    spellings = _spellings_of(fragments)
    asked = [
        _alternatives(fragment, [*spellings[part], *meant_by(fragment)]) for part, fragment in enumerate(fragments)
    ]
    rows = _rows(BEARERS, own | {"kind": kind, "asked": " & ".join(asked)})
    if not rows and len(asked) > 1:  # one word too many, or one that nobody knows
        rows = _rows(BEARERS, own | {"kind": kind, "asked": _all_but_one(asked)})
    found = rank([Ranked(*row) for row in rows], fragments)
    return [Concept(each.system, each.code, each.display, each.also) for each in found[:limit]]


def display_of(system: str, code: str) -> str:
    """Return what the code is called, also when it is no longer in use; "" for an unknown one. One query."""
    found = models.Concept.objects.filter(system=system, code=code).values_list("display", flat=True)
    return next(iter(found), "")


def _own_use() -> dict[str, list]:
    """Return what the served practice used most, as columns; where no practice is served, nothing."""
    used: list[tuple] = []
    with suppress(tenancy.NoOrganization):
        tenancy.served_organization()
        used = list(models.Use.objects.order_by("-times").values_list("system", "code", "times")[:MOST_USED])
    columns = zip(*used, strict=True) if used else ((), (), ())
    return dict(zip(("systems", "codes", "times"), map(list, columns), strict=True))


def _spellings_of(fragments: list[str]) -> dict[int, list[str]]:
    """Return the words that each fragment may be a slip of, the likest first."""
    ranges = [(part, *limits) for part, fragment in enumerate(fragments) for limits in _ranges(fragment)]
    likes: dict[int, list[tuple[float, str]]] = defaultdict(list)
    if ranges:
        for part, word in _rows(SPELLINGS, [list(column) for column in zip(*ranges, strict=True)]):
            if not word.startswith(fragments[part]) and (like := likeness(fragments[part], word)) > 0.0:
                likes[part].append((like, word))
    best = {part: sorted(found, reverse=True)[:SPELLINGS_PER_FRAGMENT] for part, found in likes.items()}
    return defaultdict(list, {part: [word for _, word in found] for part, found in best.items()})


def _ranges(fragment: str) -> list[tuple[str, str]]:
    """Return where the traces of a fragment's slips begin and end; three letters and fewer are taken as typed."""
    if len(fragment) < 4 or not fragment.isalpha():
        return []
    ranges = [(trace, trace + (LAST if len(trace) >= 4 else "\x01")) for trace in words.traces_of(fragment)]
    return ranges


def _alternatives(fragment: str, others: list[str]) -> str:
    """Return the question for one fragment: words that begin so, or one of the others. A lone letter is a word."""
    as_typed = f"'{fragment}'" if len(fragment) == 1 else f"'{fragment}':*"
    return "(" + " | ".join([as_typed, *(f"'{word}'" for word in others)]) + ")"


def _all_but_one(asked: list[str]) -> str:
    return " | ".join("(" + " & ".join(asked[:left] + asked[left + 1 :]) + ")" for left in range(len(asked)))


def _rows(statement: str, parameters: list | dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
