"""References between documents: which row a reference means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from telepraxis.base import prepared

from .labels import NEVER_CLOSED
from .models import TYPES

LOGICAL_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")  # FHIR R4, datatype id
LOCAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?")


@dataclass(frozen=True, slots=True)
class Reference:
    """A literal reference to a document of ours, for example `Patient/0193...`."""

    type: str
    logical_id: str


def reference_in(value: Any, *types: str) -> Reference | None:
    """Return the reference of a FHIR Reference, if it names one of ours and, where types are given, one of these."""
    text = value.get("reference") if isinstance(value, dict) else None
    found = LOCAL.fullmatch(text) if isinstance(text, str) else None
    if found is None or (types and found[1] not in types):
        return None
    return Reference(found[1], found[2])


def uids_of(references: Iterable[Reference]) -> dict[Reference, Any]:
    """Return {reference: uid} of those that are here, with one question for all types."""
    wanted: dict[str, set[str]] = {}
    for reference in references:
        if reference.type in TYPES:
            wanted.setdefault(reference.type, set()).add(reference.logical_id)
    if not wanted:
        return {}
    types = sorted(wanted)
    values = [ids for type in types for ids in [list(wanted[type])] * (1 if type in NEVER_CLOSED else 2)]
    found = prepared.rows_of(_question(tuple(types)), values)
    return {Reference(type, logical_id): uid for type, logical_id, uid in found}


@cache
def _question(types: tuple[str, ...]) -> str:
    """A column refers to what is closed to the reader as well: it is the same whoever wrote the document."""
    parts = []
    for type in types:
        parts.append(
            f"SELECT '{type}', logical_id, uid FROM {TYPES[type]._meta.db_table} "
            "WHERE logical_id = ANY(%b::varchar[]) AND deleted_at IS NULL"
        )
        if type not in NEVER_CLOSED:
            among = f"withheld_among('{type}', %b::text[])"
            parts.append(f"SELECT '{type}', logical_id, uid FROM {among} WHERE NOT is_gone")
    return " UNION ALL ".join(parts)
