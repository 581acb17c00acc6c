"""Conditions on a document: which criteria it meets, and whether it is within reach."""

from telepraxis.base.fhir import parameters
from telepraxis.base.fhir.asking.query import (
    Amounts,
    Criterion,
    Either,
    Ids,
    Match,
    Moments,
    PointedAt,
    Through,
    Together,
    Updated,
    Words,
)

from .entries import TABLES, at_places, begins, column_test, fits
from .sql import Sql, all_of, any_of, joined
from .view import View, is_of_patients, only_date, table_of

NOBODY = Sql("SELECT NULL::uuid WHERE false")
MOST_PROBES = 16


def standing(d: str, type: str, view: View) -> list[Sql] | None:
    """Return when the row `d` of the type's table is a live document within reach; None when none ever is."""
    if view.reach_of(type) is None:
        return None
    table = table_of(type)
    where = [Sql(f"{d}.organization_id = {{}}", view.organization_id), Sql(f"{d}.deleted_at IS NULL")]
    if table.shares:
        where.append(Sql(f"{d}.type = {{}}", type))
    return where + within(d, type, view)


def within(d: str, type: str, view: View) -> list[Sql]:
    """Return what the reach of who asks adds for this type."""
    where, patients = [], view.patients(type)
    if patients is not None:
        patient = table_of(type).patient
        where.append(Sql(f"{d}.{patient} = ANY({{}}::uuid[])", patients) if patient else Sql("false"))
    alternatives = view.filters(type)
    if len(alternatives) == 1:
        where += met_all(alternatives[0], d, type, view.within_filters)
    elif alternatives:
        where.append(any_of([all_of(met_all(each, d, type, view.within_filters)) for each in alternatives]))
    return where


def met_all(criteria: tuple[Criterion, ...], d: str, type: str, view: View) -> list[Sql]:
    """Return when the document `d` meets all criteria.

    What only a walk along a stretch of an index can tell is gathered first, all such criteria in one intersection: a
    walk is never repeated for each document, whatever the planner expects.
    """
    where, walk = probed_and_walked(criteria, d, type, view)
    return where if walk is None else [*where, Sql(f"{d}.uid IN ({{}})", walk)]


def probed_and_walked(criteria: tuple[Criterion, ...], d: str, type: str, view: View) -> tuple[list[Sql], Sql | None]:
    """Return the conditions on `d`, and the SELECT of the uids that meet all criteria that need a walk, if any do."""
    where, walks = [], []
    for criterion in criteria:
        if criterion.negated or _is_probe(criterion.match, type):
            where.append(met(criterion, d, type, view))
        else:
            walks.append(gathered(criterion.match, type, view))
    return where, joined(" INTERSECT ", walks) if walks else None


def met(criterion: Criterion, d: str, type: str, view: View) -> Sql:
    """Return when the document `d` meets the criterion."""
    match = criterion.match
    if isinstance(match, Ids):
        return Sql(f"{d}.logical_id = ANY({{}}::text[])", list(match.ids))
    if isinstance(match, Updated):
        return any_of([column_test(each, f"{d}.last_updated") for each in match.stretches])
    word = "NOT EXISTS" if criterion.negated else "EXISTS"
    if isinstance(match, Words | Moments | Amounts):
        a = view.alias()
        same = Sql(f"{a}.uid = {d}.uid")
        if _is_main_date(match, type):  # CASE is leakproof, COALESCE is not and would lose the index
            low = f"CASE WHEN {d}.at IS NULL THEN '-infinity'::timestamptz ELSE {d}.at END"
            same = Sql(f"{a}.low = {low} AND {a}.uid = {d}.uid")
        return Sql(
            f"{word} (SELECT 1 FROM {TABLES[match.__class__]} {a} WHERE {{}} AND {{}})", fits(match, a, view), same
        )
    g = view.alias()
    return Sql(f"{word} (SELECT 1 FROM ({{}}) {g}(uid) WHERE {g}.uid = {d}.uid)", gathered(match, type, view))


def gathered(match: Match, type: str, view: View) -> Sql:
    """Return the SELECT of the uids of all documents of the type that fit."""
    if isinstance(match, Words | Moments | Amounts):
        a = view.alias()
        return Sql(f"(SELECT {a}.uid FROM {TABLES[match.__class__]} {a} WHERE {{}})", fits(match, a, view))
    if isinstance(match, Either):
        return _united([gathered(each, type, view) for each in match.matches])
    if isinstance(match, Together):
        return _united([_together(parts, type, view) for parts in match.alternatives])
    if isinstance(match, Through):
        return _led_to(match, view)
    if isinstance(match, PointedAt):
        return _pointed_at(match, type, view)
    d = view.alias()
    return Sql(
        f"(SELECT {d}.uid FROM {table_of(type).name} {d} WHERE {d}.organization_id = {{}} AND {{}})",
        view.organization_id,
        met(Criterion("", match), d, type, view),
    )


def _is_probe(match: Match, type: str) -> bool:
    """Whether an index tells at once, for one document, if it fits."""
    if isinstance(match, Words):
        return match.is_exact and len(match.places) * len(match.equal) <= MOST_PROBES
    return isinstance(match, Ids | Updated) or _is_main_date(match, type)


def _is_main_date(match: Match, type: str) -> bool:
    """Whether the column `at` is the low end of what is asked about."""
    return isinstance(match, Moments) and match.places == (only_date(type),) and type in parameters.CHART


def _united(selects: list[Sql]) -> Sql:
    if not selects:
        return Sql("({})", NOBODY)
    return selects[0] if len(selects) == 1 else Sql("({})", joined(" UNION ALL ", selects))


def _together(parts: tuple[Match, ...], type: str, view: View) -> Sql:
    """A composite: its parts meet in one document and at one position of the list they lie in."""
    if not all(isinstance(part, Words | Moments | Amounts) for part in parts):
        return Sql("({})", NOBODY)
    aliases = [view.alias() for _ in parts]
    first = aliases[0]
    tables = ", ".join(f"{TABLES[part.__class__]} {a}" for part, a in zip(parts, aliases, strict=True))
    where = [fits(part, a, view) for part, a in zip(parts, aliases, strict=True)]
    where += [Sql(f"{a}.uid = {first}.uid AND {a}.n = {first}.n") for a in aliases[1:]]
    return Sql(f"(SELECT {first}.uid FROM {tables} WHERE {{}})", all_of(where))


def _led_to(match: Through, view: View) -> Sql:
    """A chain: the keys of all targets that fit are gathered once, then looked up."""
    targets = []
    for type, criterion in match.targets:
        t = view.alias()
        where = standing(t, type, view)
        if where is not None:
            where += met_all((criterion,), t, type, view)
            key = Sql(f'({{}}::text || {t}.logical_id) COLLATE "C"', f"{type}/")
            targets.append(Sql(f"(SELECT {{}} FROM {table_of(type).name} {t} WHERE {{}})", key, all_of(where)))
    if not targets:
        return Sql("({})", NOBODY)
    a = view.alias()
    return Sql(
        f"(SELECT {a}.uid FROM record_word {a} "
        f"WHERE {a}.organization_id = {{}} AND {{}} AND {a}.key = ANY(ARRAY({{}})))",
        view.organization_id,
        at_places(match.places, a),
        joined(" UNION ALL ", targets),
    )


def _pointed_at(match: PointedAt, type: str, view: View) -> Sql:
    """`_has`: of what points here and fits, the patient's column or the reference's key leads back."""
    s = view.alias()
    where = standing(s, match.type, view)
    if where is None:
        return Sql("({})", NOBODY)
    where += met_all((match.criterion,), s, match.type, view)
    source = table_of(match.type).name
    if type == "Patient" and match.type in parameters.CHART and _is_the_patient(match):
        return Sql(
            f"(SELECT {s}.patient_id FROM {source} {s} WHERE {{}} AND {s}.patient_id IS NOT NULL)", all_of(where)
        )
    a, d, start, table = view.alias(), view.alias(), f"{type}/", table_of(type)
    ids = Sql(
        f'SELECT substr({a}.key, {{}}::int) COLLATE "default" FROM record_word {a} '
        f"WHERE {a}.organization_id = {{}} AND {{}} AND {{}} "
        f"AND {a}.uid IN (SELECT {s}.uid FROM {source} {s} WHERE {{}})",
        len(start) + 1,
        view.organization_id,
        at_places(match.places, a),
        begins(a, start),
        all_of(where),
    )
    shared = Sql(f" AND {d}.type = {{}}", type) if table.shares else Sql("")
    return Sql(
        f"(SELECT {d}.uid FROM {table.name} {d} "
        f"WHERE {d}.organization_id = {{}}{{}} AND {d}.logical_id = ANY(ARRAY({{}})))",
        view.organization_id,
        shared,
        ids,
    )


def _is_the_patient(match: PointedAt) -> bool:
    return match.places == tuple(place.id for place in parameters.patient_places(match.type))


__all__ = ["gathered", "is_of_patients", "met", "met_all", "standing", "within"]
