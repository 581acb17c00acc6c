"""Any other question: documents that meet all criteria, in the order asked for; and how many there are."""

from telepraxis.base.fhir.asking import Query
from telepraxis.base.fhir.asking.query import Amounts, Moments, PointedAt, Words

from .conditions import gathered, met_all, probed_and_walked, standing
from .entries import only_open
from .ordering import order
from .rows import WIDTH, columns
from .sql import Sql, all_of, joined
from .statement import Plan
from .view import View, table_of

ENOUGH_TO_COUNT = 10_000


def ordinary_plan(query: Query, cursor: list | None, limit: int, view: View) -> Plan | None:
    """Return the plan of a page, None when no document of any of the types is within reach."""
    parts = [part for type in query.types if (part := _documents(query, type, cursor, limit, view))]
    if not parts:
        return None
    if not query.system:
        return Plan(parts[0], len(query.sort))
    names = ", ".join(f"c{number}" for number in range(WIDTH + len(query.sort)))
    return Plan(
        Sql(
            f"SELECT * FROM ({{}}) AS u({names}) ORDER BY {_order_of_all(query)} LIMIT {{}}",
            joined(" UNION ALL ", [Sql("({})", part) for part in parts]),
            limit,
        ),
        len(query.sort),
    )


def count(query: Query, view: View, *, at_most: int | None = None) -> Sql:
    """Return the statement that counts what the question finds, at most so many."""
    parts = [part for type in query.types if (part := _uids(query, type, view))]
    found = joined(" UNION ALL ", [Sql("({})", part) for part in parts]) if parts else Sql("SELECT NULL WHERE false")
    limit = Sql(" LIMIT {}", at_most) if at_most else Sql("")
    return Sql("SELECT count(*) FROM (SELECT 1 FROM ({}) f{}) g", found, limit)


def expected(query: Query, view: View) -> Sql:
    """Return the statement by which the database says how many it expects."""
    parts = [part for type in query.types if (part := _uids(query, type, view))]
    return Sql("EXPLAIN (FORMAT JSON) {}", joined(" UNION ALL ", [Sql("({})", part) for part in parts]))


def _documents(query: Query, type: str, cursor: list | None, limit: int, view: View) -> Sql | None:
    where = standing("d", type, view)
    if where is None:
        return None
    by = order(query.sort, "d", type, view, among=bool(query.criteria) or view.patients(type) is not None)
    after = [by.after(cursor)] if cursor else []
    shown = f"SELECT {columns('d', type)}{by.values} FROM"
    table = table_of(type).name
    if by.among:
        where += met_all(query.criteria, "d", type, view)
        return Sql(
            f"WITH found AS MATERIALIZED (SELECT d.uid FROM {table} d WHERE {{}}) "
            f"{shown} found f JOIN {table} d ON d.uid = f.uid {{}} WHERE {{}} ORDER BY {by.by} LIMIT {{}}",
            all_of(where),
            by.joins,
            all_of([Sql("d.organization_id = {}", view.organization_id), *after]),
            limit,
        )
    probes, walk = probed_and_walked(query.criteria, "d", type, view)
    rest = all_of([*where, *probes, *after])
    if walk is None or all(isinstance(each.match, PointedAt) for each in query.criteria):
        rest = all_of([*where, *met_all(query.criteria, "d", type, view), *after])
        return Sql(f"{shown} {table} d {{}} WHERE {{}} ORDER BY {by.by} LIMIT {{}}", by.joins, rest, limit)
    # What was walked leads; without the fence the planner may walk along all documents until the page is full.
    lead = Sql("(SELECT DISTINCT uid FROM ({}) g(uid) ORDER BY uid OFFSET 0) f", walk)
    by_uid = by.by if query.sort else "f.uid"
    return Sql(
        f"{shown} {{}} JOIN {table} d ON d.uid = f.uid {{}} WHERE {{}} ORDER BY {by_uid} LIMIT {{}}",
        lead,
        by.joins,
        rest,
        limit,
    )


def _uids(query: Query, type: str, view: View) -> Sql | None:
    where = standing("d", type, view)
    if where is None:
        return None
    if _index_knows_all(query, type, view):
        found, is_open = gathered(query.criteria[0].match, type, view), only_open("g.uid", type)
        return Sql("SELECT DISTINCT g.uid FROM ({}) g(uid) WHERE {}", found, all_of(is_open or [Sql("true")]))
    where += met_all(query.criteria, "d", type, view)
    return Sql(f"SELECT d.uid FROM {table_of(type).name} d WHERE {{}}", all_of(where))


def _index_knows_all(query: Query, type: str, view: View) -> bool:
    """Whether the entries tell by themselves what is found: those of a deleted document are gone."""
    if len(query.criteria) != 1 or query.system or view.patients(type) is not None or view.filters(type):
        return False
    return isinstance(query.criteria[0].match, Words | Moments | Amounts) and not query.criteria[0].negated


def _order_of_all(query: Query) -> str:
    """Return the order of rows of many types: by the sort keys that stand as text behind each Row."""
    casts = {"last_updated": "::timestamptz", "logical_id": ' COLLATE "C"'}
    keys = []
    for number, each in enumerate(query.sort, start=WIDTH):
        cast = casts.get(each.column, ' COLLATE "C"')
        keys.append(f"(c{number}){cast} {'DESC' if each.descending else 'ASC'} NULLS LAST")
    backwards = bool(query.sort) and query.sort[0].descending
    return ", ".join([*keys, f"c1 {'DESC' if backwards else 'ASC'}"])
