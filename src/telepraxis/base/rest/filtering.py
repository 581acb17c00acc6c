"""What a scope's filter, or the condition of a change, lets through: asked of the search itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from telepraxis.base.access.grants import Reach
from telepraxis.base.fhir.asking import Criterion, Query, criteria_of
from telepraxis.base.fhir.asking.query import Ids
from telepraxis.base.record import searching
from telepraxis.base.record.rows import type_of

from .asked import Asked

Limits = tuple[tuple[tuple[str, str], ...], ...]


async def meets(rest, asked: Asked, type: str, logical_id: str, limits: Limits) -> bool:
    """Tell whether a document meets one of the filters whole."""
    walk = searching.steps(_those(type, [logical_id]), _view(asked.organization_id, type, limits, asked.now))
    return bool((await searching.found(walk, rest.asking(asked.whom))).rows)


async def of_those(rest, asked: Asked, found: Sequence, reaches: dict[str, Reach]) -> list:
    """Return those of the found documents that the filters let through."""
    kept: set[UUID] = set()
    limited = {type for type, reach in reaches.items() if reach.filters and () not in reach.filters}
    for type in sorted({each.type for each in found} & limited):
        ids = [each.logical_id for each in found if each.type == type]
        walk = searching.steps(_those(type, ids), _view(asked.organization_id, type, reaches[type].filters, asked.now))
        kept |= {row.uid for row in (await searching.found(walk, rest.asking(asked.whom))).rows}
    return [each for each in found if each.type not in limited or each.uid in kept]


def row_meets(row, limits: Limits, now: datetime) -> bool:
    """Tell, in Django's transaction, whether a document meets one of the filters whole."""
    type = type_of(row)
    return bool(searching.find(_those(type, [row.logical_id]), _view(row.organization_id, type, limits, now)).rows)


def ids_that_meet(asked: Asked, type: str, pairs: Iterable[tuple[str, str]], reach: Reach, *, most: int) -> list[str]:
    """Return, in Django's transaction, the logical ids of up to `most` documents that a condition finds.

    :raises Refused: the condition cannot be understood.
    """
    criteria = criteria_of(type, pairs, now=asked.now, base=asked.base)
    view = searching.View(asked.organization_id, lambda other: _search_reach(asked, type, reach, other), asked.now)
    return [row.logical_id for row in searching.find(Query((type,), criteria, count=most), view).rows]


def _search_reach(asked: Asked, type: str, reach: Reach, other: str) -> Reach | None:
    return reach if other == type else asked.grant.reach(other, "s")


def _those(type: str, ids: Sequence[str]) -> Query:
    return Query((type,), (Criterion("_id", Ids(tuple(ids))),), count=len(ids))


def _view(organization_id: UUID, type: str, limits: Limits, now: datetime) -> searching.View:
    """A filter looks at the document alone, whatever chart it stands in, and through no chain into others."""
    reach = Reach(None, limits)
    return searching.View(organization_id, lambda other: reach if other == type else None, now)
