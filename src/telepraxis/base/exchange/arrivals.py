"""What a source has brought so far: asked and noted by rooms that take in single records by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from telepraxis.base.access import Actor

from .models import Arrival, Source


@dataclass(frozen=True, slots=True)
class Arrived:
    """One resource of a source as it was kept: under which id, from which text (its digest), as which version."""

    type: str
    their_id: str
    logical_id: str
    digest: bytes
    version: int


def source_named(name: str, *, by: Actor, now: datetime) -> Source:
    """Return the source of this name, a new one where there is none. It is no fact about a patient."""
    return Source.objects.get_or_create(organization_id=by.organization_id, name=name, defaults={"first_at": now})[0]


def logical_ids(system: str, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return {(type, their id): logical id} of what this system has brought before. One query for each type."""
    by_type: dict[str, set[str]] = {}
    for type, their_id in wanted:
        by_type.setdefault(type, set()).add(their_id)
    source = Source.objects.filter(name=system).values_list("id", flat=True).first()
    if source is None:
        return {}
    mine = Arrival.objects.filter(source_id=source)
    return {
        (type, their_id): logical_id
        for type, ids in by_type.items()
        for their_id, logical_id in mine.filter(type=type, their_id__in=ids).values_list("their_id", "logical_id")
    }


def note(arrived: list[Arrived], source_id: UUID, *, by: Actor) -> None:
    """Remember under which ids resources of the source are kept. One statement."""
    if not arrived:
        return
    columns = zip(*((one.type, one.their_id, one.logical_id, one.digest, one.version) for one in arrived), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO exchange_arrival (organization_id, source_id, type, their_id, logical_id, digest, version) "
            "SELECT %s, %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::bytea[], %s::int[]) "
            "ON CONFLICT (organization_id, type, their_id, source_id) DO UPDATE SET "
            "logical_id = excluded.logical_id, digest = excluded.digest, version = excluded.version",
            [by.organization_id, source_id, *(list(column) for column in columns)],
        )
