"""One word and no order: the answer comes in the order of the index itself, and the walk ends with the page.

Keys that are equal are walked in the order of creation; words that only begin alike in the order of the words, which
is the order of names. There a document may stand more than once: within a page it counts where it stands first, and
what a former page has walked past is left out.
"""

from itertools import product

from telepraxis.base.fhir.asking import Query
from telepraxis.base.fhir.asking.query import Words

from .rows import columns
from .sql import Sql, behind, joined
from .statement import Plan
from .view import View, table_of

MOST_SCANS = 16
Scan = tuple[int, str, str | None]  # a place, and from which key until before which; None: that key alone


def scan_plan(query: Query, cursor: list | None, limit: int, view: View, hurry: int = 1) -> Plan | None:
    """Return the plan where the question is one word's and everybody's of the type is within reach, otherwise None.

    `hurry` makes the walk so many times longer: a former one was not long enough.
    """
    type = query.type
    match = query.criteria[0].match if len(query.criteria) == 1 and not query.criteria[0].negated else None
    if not type or query.sort or not isinstance(match, Words) or match.ends or match.holds:
        return None
    if view.patients(type) is not None or view.filters(type) or view.reach_of(type) is None:
        return None
    if match.is_exact and len(match.places) * len(match.equal) <= MOST_SCANS:
        return _by_creation(type, match, cursor, limit, view)
    scans = _scans(match)
    return _by_word(type, scans, cursor, limit, 2 * limit * hurry + 8, view) if scans else None


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


def _by_creation(type: str, match: Words, cursor: list | None, limit: int, view: View) -> Plan:
    after = Sql(" AND w.uid > {}::uuid", cursor[0]) if cursor else Sql("")
    walks = [
        Sql(
            "(SELECT DISTINCT w.uid FROM record_word w "
            "WHERE w.organization_id = {} AND w.place = {}::int AND w.key = {}{} ORDER BY w.uid LIMIT {})",
            view.organization_id, place, key, after, limit,
        )
        for place, key in product(match.places, match.equal)
    ]  # fmt: skip
    hits = walks[0] if len(walks) == 1 else Sql("SELECT DISTINCT uid FROM ({}) w", joined(" UNION ALL ", walks))
    documents = Sql(f"SELECT {columns('d', type)} FROM ({{}}) h JOIN {table_of(type).name} d ON d.uid = h.uid", hits)
    return Plan(
        Sql("{} WHERE d.organization_id = {} AND d.deleted_at IS NULL{} ORDER BY h.uid LIMIT {}",
            documents, view.organization_id, _of_type(type), limit), 0,
    )  # fmt: skip


def _by_word(type: str, scans: list[Scan], cursor: list | None, limit: int, walked: int, view: View) -> Plan:
    walks = [_walk(scan, cursor, walked, view) for scan in scans]
    hits = walks[0]
    if len(walks) > 1:
        hits = Sql("SELECT key, uid FROM ({}) w ORDER BY key, uid LIMIT {}", joined(" UNION ALL ", walks), walked)
    again = Sql("")
    if cursor:
        again = Sql(" WHERE uid NOT IN (SELECT uid FROM hits INTERSECT ({}))", _passed(scans, cursor, view))
    table = table_of(type).name
    sql = Sql(
        f"WITH hits AS MATERIALIZED ({{}}), "
        f"firsts AS MATERIALIZED (SELECT uid, min(key) AS key FROM hits{{}} GROUP BY uid ORDER BY 2, 1 LIMIT {{}}), "
        f'walked AS (SELECT count(*) AS entries, max(ARRAY[key, uid::text COLLATE "C"]) AS last FROM hits) '
        f"SELECT {columns('d', type)}, f.key, walked.entries, walked.last FROM walked LEFT JOIN "
        f"(firsts f JOIN {table} d ON d.uid = f.uid AND d.organization_id = {{}} AND d.deleted_at IS NULL{{}}) ON true "
        f"ORDER BY f.key, f.uid",
        hits,
        again,
        limit,
        view.organization_id,
        _of_type(type),
    )
    return Plan(sql, 1, hurried=walked)


def _walk(scan: Scan, cursor: list | None, walked: int, view: View) -> Sql:
    after = Sql(" AND (w.key, w.uid) > ({}, {}::uuid)", *cursor) if cursor else Sql("")
    return Sql(
        "(SELECT w.key, w.uid FROM record_word w WHERE {}{} GROUP BY w.key, w.uid ORDER BY w.key, w.uid LIMIT {})",
        _along(scan, "w", view),
        after,
        walked,
    )


def _passed(scans: list[Scan], cursor: list, view: View) -> Sql:
    """Return what stands before the cursor."""
    passed = [
        Sql(
            "SELECT e.uid FROM record_word e WHERE {} AND (e.key, e.uid) <= ({}, {}::uuid)",
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
