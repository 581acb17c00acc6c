"""Find medicines by fragments in any order: generic name, brand, class, use, strength; with slips; in Spanish too.

The typed words are looked up among our own (`vocabulary`) and among those that medicines bear (an index on traces),
then the medicines that fit all of them (an index on words), and at most CANDIDATES of these are ranked.
"""

import re
from collections import defaultdict
from contextlib import suppress
from decimal import Decimal

from django.db import connection

from telepraxis.base import tenancy
from telepraxis.registry.patients import names
from telepraxis.registry.terminology import words
from telepraxis.registry.terminology.ranking import likeness

from . import models
from .listed import NUMBER, SUBSTANCE
from .medicine import Medicine
from .ranking import Candidate, rank
from .reading import holding_in, in_order
from .strengths import plain
from .vocabulary import meaning

CANDIDATES = 150
COMMON_ONES, OTHERS = 500, 800
LONGEST_TYPED = 200  # characters
MOST_FRAGMENTS = 8
SPELLINGS_PER_FRAGMENT = 40
MOST_USED = 300
SPARE = 6  # read beyond what is shown, as some may be of two catalogues
LAST = "\U0010ffff"
STRENGTH = re.compile(r"(?<![a-z\d.,])(\d+(?:[.,]\d+)?)\s*(mcg|ug|µg|μg|mg|g|iu|ui|units?|ml|%)?(?![a-z\d])")
TIMES = {
    "g": (Decimal(1000),),
    "ug": (Decimal("0.001"),),
    "mcg": (Decimal("0.001"),),
    "mg": (Decimal(1000), Decimal("0.001")),
}

SPELLINGS = """
SELECT DISTINCT typed.part, spelling.word
FROM unnest(%s::int[], %s::text[], %s::text[]) AS typed(part, low, high)
CROSS JOIN LATERAL (
    SELECT word FROM formulary_medicinespelling WHERE trace >= typed.low AND trace < typed.high LIMIT 300
) AS spelling
"""
FITS = "words @@ %(asked)s::tsquery AND is_active AND (%(everywhere)s OR jurisdiction = ANY(%(places)s::varchar[]))"
BEARERS = f"""
WITH own AS (
    SELECT medicine.id, used.times
    FROM unnest(%(systems)s::text[], %(codes)s::text[], %(times)s::int[]) AS used(system, code, times)
    JOIN formulary_medicine AS medicine ON medicine.system = used.system AND medicine.code = used.code
), fitting AS (
    (SELECT id, size, is_common FROM formulary_medicine WHERE {FITS} AND is_common LIMIT {COMMON_ONES})
    UNION
    (SELECT id, size, is_common FROM formulary_medicine WHERE {FITS} AND NOT is_common LIMIT {OTHERS})
    UNION
    (SELECT medicine.id, size, is_common FROM own, formulary_medicine AS medicine WHERE medicine.id = own.id AND {FITS})
)
SELECT medicine.id, name, brand, synonyms, form, medicine.is_common, jurisdiction, tsvector_to_array(words), times
FROM (
    SELECT fitting.id, coalesce(own.times, 0) AS times
    FROM fitting LEFT JOIN own ON own.id = fitting.id
    ORDER BY times DESC, is_common DESC, size, fitting.id LIMIT {CANDIDATES}
) AS first JOIN formulary_medicine AS medicine ON medicine.id = first.id
"""
OFTEN = """
SELECT medicine.id
FROM unnest(%(systems)s::text[], %(codes)s::text[], %(times)s::int[]) AS used(system, code, times)
JOIN formulary_medicine AS medicine ON medicine.system = used.system AND medicine.code = used.code
WHERE is_active AND (%(everywhere)s OR jurisdiction = ANY(%(places)s::varchar[]))
ORDER BY used.times DESC, medicine.name LIMIT %(limit)s
"""


def find(text: str, *, jurisdiction: str = "", limit: int = 12) -> list[Medicine]:
    """Return the medicines that the text most likely means, the likeliest first.

    With a jurisdiction (PT, US-CA) only what is listed there or everywhere, and of two alike the one listed there;
    without, whatever is listed. What the served practice prescribes often comes first; with nothing typed, it alone.
    At most eight queries.
    """
    own = _own_use()
    where = {"everywhere": not jurisdiction, "places": holding_in(jurisdiction)}
    fragments = fragments_of(text[:LONGEST_TYPED])[:MOST_FRAGMENTS]
    if not fragments:
        return in_order([id for (id,) in _rows(OFTEN, own | where | {"limit": limit})])
    spellings = _spellings_of(fragments)
    asked = [_alternatives(fragment, spellings[part]) for part, fragment in enumerate(fragments)]
    rows = _rows(BEARERS, own | where | {"asked": " & ".join(asked)})
    if not rows and len(asked) > 1:  # one word too many, or one that nobody knows
        rows = _rows(BEARERS, own | where | {"asked": _all_but_one(asked)})
    found = rank([Candidate(*row) for row in rows], fragments, jurisdiction=jurisdiction)
    first: dict[tuple, Medicine] = {}
    for medicine in in_order([each.id for each in found[: limit + SPARE]]):
        first.setdefault(_same(medicine), medicine)  # of one that two catalogues list, the one that came first
    return list(first.values())[:limit]


def fragments_of(typed: str) -> list[str]:
    """Return what somebody typed as folded words and strengths: `Amox 1g` is `amox`, `#1|#1000`."""
    folded = names.fold(typed)
    strengths = [_strength(*found) for found in STRENGTH.findall(folded)]
    return words.fragments_of(STRENGTH.sub(" ", folded)) + strengths


def _strength(number: str, unit: str) -> str:
    """Return every way in which a catalogue may say this strength, as typed first."""
    said = Decimal(number.replace(",", "."))
    ways = dict.fromkeys([plain(said), *(plain(said * times) for times in TIMES.get(unit, ()))])
    return "|".join(NUMBER + way for way in ways)


def _own_use() -> dict[str, list]:
    """Return what the served practice prescribed most, as columns; where no practice is served, nothing."""
    used: list[tuple] = []
    with suppress(tenancy.NoOrganization):
        tenancy.served_organization()
        used = list(models.Prescribed.objects.order_by("-times").values_list("system", "code", "times")[:MOST_USED])
    columns = zip(*used, strict=True) if used else ((), (), ())
    return dict(zip(("systems", "codes", "times"), map(list, columns), strict=True))


def _spellings_of(fragments: list[str]) -> dict[int, list[str]]:
    """Return the words of medicines that each fragment may be a slip of, the likest first."""
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
    return [(trace, trace + (LAST if len(trace) >= 4 else "\x01")) for trace in words.traces_of(fragment)]


def _alternatives(fragment: str, others: list[str]) -> str:
    """Return the question for one fragment: words that begin so, or one of the others, or a substance it may mean."""
    if fragment.startswith(NUMBER):
        first, *ways = fragment.split("|")
        return "(" + " | ".join([f"'{first}':*", *(f"'{way}'" for way in ways)]) + ")"
    as_typed = f"'{fragment}'" if len(fragment) == 1 else f"'{fragment}':*"
    means = sorted(SUBSTANCE + slug for slug in meaning(fragment))
    return "(" + " | ".join([as_typed, *(f"'{word}'" for word in [*others, *means])]) + ")"


def _all_but_one(asked: list[str]) -> str:
    return " | ".join("(" + " & ".join(asked[:left] + asked[left + 1 :]) + ")" for left in range(len(asked)))


def _same(medicine: Medicine) -> tuple:
    """Return what two medicines that are the same have in common; of an unknown strength, each is its own."""
    if not medicine.ingredients or any(each.amount is None for each in medicine.ingredients):
        return (medicine.system, medicine.code)
    holds = frozenset(
        (each.substance, each.amount / each.per, each.unit, each.per_unit) for each in medicine.ingredients
    )
    return holds, medicine.form, medicine.brand, medicine.routes[:1]


def _rows(statement: str, parameters: list | dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
