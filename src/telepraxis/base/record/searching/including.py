"""What comes along: what the found documents point at, and what points at them (R4 3.1.1.5.4)."""

from collections.abc import Generator, Iterable
from uuid import UUID

from telepraxis.base.fhir import json_text, parameters
from telepraxis.base.fhir.asking import Include
from telepraxis.base.fhir.extracting import entries_of
from telepraxis.base.fhir.outcome import Issue
from telepraxis.base.fhir.parameters import Parameter, parameters_of

from .conditions import standing
from .entries import at_places
from .rows import Row, columns
from .sql import Sql, all_of, joined
from .statement import Statement, statement
from .view import View, table_of

DEEPEST = 4
MOST = 1_000
MOST_POINTING = 5_000  # looked at, within reach or not
CUT = Issue(
    "warning",
    "too-costly",
    f"More than {MOST} resources come along: not all of them are here. Ask for a smaller page, or for fewer includes.",
)

FAR = Issue(
    "information",
    "too-costly",
    f"Includes were followed over {DEEPEST} steps and no further: ask again for what the last ones point at.",
)


def come_along(
    found: list[Row], includes: tuple[Include, ...], view: View
) -> Generator[Statement, list[tuple], tuple[list[Row], list[Issue]]]:
    """Yield statements, take their rows, and return what comes along with the found documents, and what to tell."""
    known = {row.uid for row in found}
    added: list[Row] = []
    issues: list[Issue] = []
    latest, depth = found, 0
    while latest and depth < DEEPEST:
        asked = [each for each in includes if depth == 0 or each.iterate]
        fresh: list[Row] = []
        rows = yield from _pointed_at(latest, asked, view)
        pointing, is_cut = yield from _pointing_here(latest, asked, view)
        for row in rows + pointing:
            if row.uid not in known:
                known.add(row.uid)
                fresh.append(row)
        if is_cut or len(added) + len(fresh) > MOST:
            issues = [CUT]
        fresh = fresh[: MOST - len(added)]
        added += fresh
        latest, depth = fresh, depth + 1
    if latest and any(each.iterate for each in includes):
        issues = [*issues, FAR]
    return added, issues


def _pointed_at(rows: list[Row], includes: list[Include], view: View) -> Generator[Statement, list[tuple], list[Row]]:
    """Find what the rows point at: their references are read from the documents themselves."""
    wanted: dict[str, set[str]] = {}
    forward = [each for each in includes if not each.reverse]
    for row in rows if forward else ():
        allowed = _allowed(forward, row.type)
        if allowed:
            for type, id in _references(row, allowed):
                wanted.setdefault(type, set()).add(id)
    parts = []
    for type in sorted(wanted):
        d = view.alias()
        where = standing(d, type, view)
        if where is not None:
            where.append(Sql(f"{d}.logical_id = ANY({{}}::text[])", sorted(wanted[type])))
            parts.append(_documents(type, d, where))
    return (yield from _asked(parts))


def _allowed(includes: list[Include], type: str) -> dict[int, set[str]]:
    """Return {place: types that count there} for documents of the type."""
    allowed: dict[int, set[str]] = {}
    for each in includes:
        if each.source in ("*", type):
            for parameter in _parameters(type, each.parameter):
                targets = {each.target} & set(parameter.targets) if each.target else parameter.targets
                for place in parameter.places:
                    allowed.setdefault(place.id, set()).update(targets)
    return allowed


def _parameters(type: str, name: str) -> Iterable[Parameter]:
    if name != "*":
        return (parameters_of(type)[name],)
    return (each for each in parameters_of(type).values() if each.type == "reference")


def _references(row: Row, allowed: dict[int, set[str]]) -> Iterable[tuple[str, str]]:
    for place, key, _ in entries_of(json_text.read(row.doc)).words:
        type, slash, id = key.partition("/")
        if slash and place in allowed and type in allowed[place]:
            yield type, id


def _pointing_here(
    rows: list[Row], includes: list[Include], view: View
) -> Generator[Statement, list[tuple], tuple[list[Row], bool]]:
    """Find what points at the rows: first which documents, by their keys, then these, type by type.

    Return it, and whether so much points here that not all of it was looked at.
    """
    sources = _sources([each for each in includes if each.reverse], {row.type for row in rows}, view)
    keys = [f"{row.type}/{row.logical_id}" for row in rows]
    if not sources:
        return [], False
    a = view.alias()
    pointing = yield statement(
        Sql(
            f"SELECT DISTINCT {a}.place, {a}.uid FROM record_word {a} "
            f"WHERE {a}.organization_id = {{}} AND {{}} AND {a}.key = ANY({{}}::text[]) LIMIT {{}}",
            view.organization_id,
            at_places(tuple(sources), a),
            keys,
            MOST_POINTING,
        )
    )
    uids: dict[str, set[UUID]] = {}
    for place, uid in pointing:
        uids.setdefault(sources[place], set()).add(uid)
    parts = []
    for type in sorted(uids):
        d = view.alias()
        where = standing(d, type, view)
        where.append(Sql(f"{d}.uid = ANY({{}}::uuid[])", sorted(uids[type])))
        parts.append(_documents(type, d, where))
    return (yield from _asked(parts)), len(pointing) >= MOST_POINTING


def _sources(includes: list[Include], targets: set[str], view: View) -> dict[int, str]:
    """Return {place: type} of the references by which something within reach may point at the targets."""
    sources = {}
    for each in includes:
        for target in {each.target} & targets if each.target else targets:
            for type, parameter in parameters.reference_parameters_to(target):
                if each.source in ("*", type) and each.parameter in ("*", parameter.name):
                    if view.reach_of(type) is not None:
                        sources.update({place.id: type for place in parameter.places})
    return sources


def _documents(type: str, d: str, where: list[Sql]) -> Sql:
    return Sql(
        f"(SELECT {columns(d, type)} FROM {table_of(type).name} {d} WHERE {{}} ORDER BY {d}.uid LIMIT {{}})",
        all_of(where),
        MOST + 1,
    )


def _asked(parts: list[Sql]) -> Generator[Statement, list[tuple], list[Row]]:
    if not parts:
        return []
    return [Row(*row) for row in (yield statement(joined(" UNION ALL ", parts)))]
