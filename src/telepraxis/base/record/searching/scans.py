"""Words and no other order: the answer comes in the order of the index itself, and the walk ends with the page.

Keys that are equal are walked in the order of creation; words that only begin alike, or by which the answer is sorted,
in the order of the words, which is the order of names. There a document may stand more than once: within a page it
counts where it stands first, and what a former page has walked past is left out.
"""

from dataclasses import dataclass
from itertools import product

from telepraxis.base.fhir.asking import Query
from telepraxis.base.fhir.asking.query import Words

from .entries import fits, only_open
from .ordering import SOURCES
from .rows import columns
from .sql import Sql, behind, joined
from .statement import Plan
from .view import View, table_of

MOST_SCANS = 16
FIRST, LAST = " ", "\U0010ffff"  # of all keys that are a plain value
FIRST_UID, LAST_UID = "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"
Scan = tuple[int, str, str | None]  # a place, and from which key until before which; None: that key alone


@dataclass(frozen=True, slots=True)
class _Way:
    """In which direction words are walked."""

    then: str = ">"
    order: str = "ASC"
    best: str = "min"
    last: str = "max"


UP, DOWN = _Way(), _Way("<", "DESC", "max", "min")


def scan_plan(query: Query, cursor: list | None, limit: int, view: View, hurry: int = 1) -> Plan | None:
    """Return the plan where words alone decide and everybody's of the type is within reach, otherwise None.

    `hurry` makes the walk so many times longer: a former one was not long enough.
    """
    type = query.type
    if not type or view.reach_of(type) is None or view.patients(type) is not None or view.filters(type):
        return None
    if query.sort:
        return _sorted(query, cursor, limit, hurry, view)
    matches = [each.match for each in query.criteria if isinstance(each.match, Words) and not each.negated]
    if not matches or len(matches) < len(query.criteria):
        return None
    if all(match.is_exact and len(match.places) * len(match.equal) <= MOST_SCANS for match in matches):
        return _by_creation(type, matches, cursor, limit, view)
    scans = _scans(matches[0]) if len(matches) == 1 and not matches[0].ends and not matches[0].holds else None
    return _by_word(type, scans, UP, cursor, limit, 2 * limit * hurry + 8, view) if scans else None


def behind_the_words(query: Query) -> list | None:
    """Return the cursor from which those follow that have no word to sort by, None without a sort."""
    if not query.sort:
        return None
    return [None, LAST_UID if query.sort[0].descending else FIRST_UID]


def _sorted(query: Query, cursor: list | None, limit: int, hurry: int, view: View) -> Plan | None:
    """All documents of the type, sorted by one kind of words: those that have none follow by another plan."""
    [first, *more] = query.sort
    if query.criteria or more or first.column or first.kind in SOURCES or (cursor and cursor[0] is None):
        return None
    scans: list[Scan] = [(place, FIRST, LAST) for place in first.places]
    way = DOWN if first.descending else UP
    return _by_word(query.type, scans, way, cursor, limit, 2 * limit * hurry + 8, view)


def _scans(match: Words) -> list[Scan] | None:
    keys = [(key, None) for key in match.equal] + [(start, behind(start)) for start in match.starts]
    if (
        not match.starts
        or len(keys) * len(match.places) > MOST_SCANS
        or not all(after for _, after in keys[len(match.equal) :])
    ):
        return None
    if any(one[0] < (other[1] or "") and other[0] <= one[0] for one, other in product(keys, keys) if one is not other):
        return None  # stretches that overlap would show an entry twice
    return [(place, key, after) for place in match.places for key, after in keys]


def _by_creation(type: str, matches: list[Words], cursor: list | None, limit: int, view: View) -> Plan:
    """Every key is walked on its own and ends with the page; of many criteria one leads, the others are probed."""
    first, *others = matches
    where = only_open("w.uid", type) + ([Sql("w.uid > {}::uuid", cursor[0])] if cursor else [])
    for match in others:
        a = view.alias()
        where.append(
            Sql(f"EXISTS (SELECT 1 FROM record_word {a} WHERE {{}} AND {a}.uid = w.uid)", fits(match, a, view))
        )
    walks = [
        Sql(
            "(SELECT DISTINCT w.uid FROM record_word w WHERE {} ORDER BY w.uid LIMIT {})",
            joined(" AND ", [_along((place, key, None), "w", view), *where]),
            limit,
        )
        for place, key in product(first.places, first.equal)
    ]
    hits = walks[0] if len(walks) == 1 else Sql("SELECT DISTINCT uid FROM ({}) w", joined(" UNION ALL ", walks))
    sql = Sql(
        f"SELECT {columns('d', type)} FROM ({{}}) h JOIN {table_of(type).name} d ON d.uid = h.uid "
        f"WHERE d.organization_id = {{}} AND d.deleted_at IS NULL{{}} ORDER BY h.uid LIMIT {{}}",
        hits,
        view.organization_id,
        _of_type(type),
        limit,
    )
    return Plan(sql, 0, steady=not others)


def _by_word(type: str, scans: list[Scan], way: _Way, cursor: list | None, limit: int, walked: int, view: View) -> Plan:
    walks = [_walk(scan, way, cursor, walked, type, view) for scan in scans]
    by, hits = f"ORDER BY key {way.order}, uid {way.order}", walks[0]
    if len(walks) > 1:
        hits = Sql(f"SELECT key, uid FROM ({{}}) w {by} LIMIT {{}}", joined(" UNION ALL ", walks), walked)
    again = Sql("")
    if cursor:
        again = Sql(" WHERE uid NOT IN (SELECT uid FROM hits INTERSECT ({}))", _passed(scans, way, cursor, view))
    table = table_of(type).name
    sql = Sql(
        f"WITH hits AS MATERIALIZED ({{}}), firsts AS MATERIALIZED ("
        f"SELECT uid, {way.best}(key) AS key FROM hits{{}} GROUP BY uid "
        f"ORDER BY 2 {way.order}, 1 {way.order} LIMIT {{}}), "
        f'walked AS (SELECT count(*) AS entries, {way.last}(ARRAY[key, uid::text COLLATE "C"]) AS last FROM hits) '
        f"SELECT {columns('d', type)}, f.key, walked.entries, walked.last FROM walked LEFT JOIN "
        f"(firsts f JOIN {table} d ON d.uid = f.uid AND d.organization_id = {{}} AND d.deleted_at IS NULL{{}}) ON true "
        f"ORDER BY f.key {way.order}, f.uid {way.order}",
        hits,
        again,
        limit,
        view.organization_id,
        _of_type(type),
    )
    return Plan(sql, 1, hurried=walked, steady=True)


def _walk(scan: Scan, way: _Way, cursor: list | None, walked: int, type: str, view: View) -> Sql:
    after = [Sql(f"(w.key, w.uid) {way.then} ({{}}, {{}}::uuid)", *cursor)] if cursor else []
    return Sql(
        f"(SELECT w.key, w.uid FROM record_word w WHERE {{}} GROUP BY w.key, w.uid "
        f"ORDER BY w.key {way.order}, w.uid {way.order} LIMIT {{}})",
        joined(" AND ", [_along(scan, "w", view), *after, *only_open("w.uid", type)]),
        walked,
    )


def _passed(scans: list[Scan], way: _Way, cursor: list, view: View) -> Sql:
    """Return what stands before the cursor, and at it."""
    until = "<=" if way is UP else ">="
    passed = [
        Sql(
            f"SELECT e.uid FROM record_word e WHERE {{}} AND (e.key, e.uid) {until} ({{}}, {{}}::uuid)",
            _along(scan, "e", view),
            *cursor,
        )
        for scan in scans
    ]
    return joined(" UNION ALL ", passed)


def _along(scan: Scan, w: str, view: View) -> Sql:
    place, key, after = scan
    where = Sql(f"{w}.organization_id = {{}} AND {w}.place = {{}}::int", view.organization_id, place)
    if after is None:
        return Sql(f"{{}} AND {w}.key = {{}}", where, key)
    return Sql(f"{{}} AND {w}.key >= {{}} AND {w}.key < {{}}", where, key, after)


def _of_type(type: str) -> Sql:
    return Sql(" AND d.type = {}", type) if table_of(type).shares else Sql("")
