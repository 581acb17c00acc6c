"""Write, read and remember documents. The one way in, whoever calls it."""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from django.db import transaction

from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7

from .models import TYPES, Document, Version
from .projections import Reference, columns_of

LOGICAL_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")  # FHIR R4, datatype id
Stored = Document


class VersionConflict(Exception):
    """Somebody else changed the document since it was read."""


class UnknownReference(Exception):
    """The document names another one that is not here."""


class NotADocument(Exception):
    """This is not a resource of the given type."""


@transaction.atomic
def write(type: str, doc: dict, *, by: Actor, now: datetime, if_version: int | None = None) -> Stored:
    """Keep a document as its next version and return its row.

    `doc` is a FHIR R4 resource as a dict; without an `id` it gets a new one. `id` and `meta` are ours to set, all else
    is kept as given. The audit row is the calling verb's: it knows why.

    :raises NotADocument: the type or the id is wrong.
    :raises VersionConflict: `if_version` is not the present version.
    :raises UnknownReference: a reference that a column follows leads nowhere in this organization.
    """
    row = _row_to_write(type, _of_type(doc, type).get("id"), by, if_version)
    row.doc = _as_stored(doc, row, now)
    row.last_updated = now
    _project(row, columns_of(doc), {})
    row.save(force_insert=row.version == 1, force_update=row.version > 1)
    _version(type, row, by, now).save(force_insert=True)
    return row


@transaction.atomic
def write_new(type: str, docs: list[dict], *, by: Actor, now: datetime) -> list[Stored]:
    """Keep many new documents of one type, for an import: the same as `write` for each, in a handful of statements.

    :raises NotADocument: a type or id is wrong.
    :raises UnknownReference: as in `write`.
    :raises IntegrityError: an id is here already; then nothing is kept.
    """
    shadows = [columns_of(_of_type(doc, type)) for doc in docs]
    uids = _uids_of(value for shadow in shadows for value in shadow.values() if isinstance(value, Reference))
    rows = []
    for doc, shadow in zip(docs, shadows, strict=True):
        row = _new_row(type, doc.get("id"), by)
        row.doc, row.last_updated = _as_stored(doc, row, now), now
        _project(row, shadow, uids)
        rows.append(row)
    TYPES[type].objects.bulk_create(rows, batch_size=500)
    Version.objects.bulk_create([_version(type, row, by, now) for row in rows], batch_size=500)
    return rows


def read(type: str, logical_id: str) -> Stored:
    """Return the document's row of the served organization.

    :raises Document.DoesNotExist: it is not here.
    """
    return TYPES[type].objects.get(logical_id=logical_id)


def history(type: str, logical_id: str) -> list[Version]:
    """Return every version of a document, the newest first."""
    return list(Version.objects.filter(type=type, logical_id=logical_id).order_by("-version"))


def content_of(row: Stored) -> dict:
    """Return the document as a dict, to read or to build the next version from.

    A fraction is a Decimal, so that 1.50 stays 1.50 (R4, http://hl7.org/fhir/R4/datatypes.html#decimal).
    """
    return json.loads(row.doc, parse_float=Decimal)


def digest(doc: str) -> str:
    """Return the SHA-256, in hex, of a stored document without its `id` and `meta`."""
    content = orjson.loads(doc)
    content.pop("id", None)
    content.pop("meta", None)
    return hashlib.sha256(orjson.dumps(content)).hexdigest()


def _of_type(doc: dict, type: str) -> dict:
    if doc.get("resourceType") != type or type not in TYPES:
        raise NotADocument(f"A {doc.get('resourceType')} is not a {type}.")
    return doc


def _row_to_write(type: str, logical_id: str | None, by: Actor, if_version: int | None) -> Stored:
    row = TYPES[type].objects.select_for_update().filter(logical_id=logical_id).first() if logical_id else None
    if if_version is not None and if_version != (row.version if row else 0):
        raise VersionConflict(f"{type}/{logical_id} is at version {row.version if row else 0}, not {if_version}.")
    if row is None:
        return _new_row(type, logical_id, by)
    row.version += 1
    return row


def _new_row(type: str, logical_id: str | None, by: Actor) -> Stored:
    uid = uuid7()
    logical_id = str(uid) if logical_id is None else logical_id
    if not LOGICAL_ID.fullmatch(logical_id):
        raise NotADocument(f"{logical_id!r} cannot be an id: letters, digits, '-' and '.', at most 64.")
    return TYPES[type](uid=uid, organization_id=by.organization_id, logical_id=logical_id, version=1)


def _version(type: str, row: Stored, by: Actor, now: datetime) -> Version:
    return Version(
        organization_id=row.organization_id,
        type=type,
        logical_id=row.logical_id,
        version=row.version,
        doc=row.doc,
        at=now,
        account_id=by.account_id,
        actor_name=by.name,
    )


def _as_stored(doc: dict, row: Stored, now: datetime) -> str:
    meta = doc.get("meta", {}) | {"versionId": str(row.version), "lastUpdated": now.isoformat()}
    rest = {key: value for key, value in doc.items() if key not in ("resourceType", "id", "meta")}
    whole = {"resourceType": doc["resourceType"], "id": row.logical_id, "meta": meta} | rest
    return orjson.dumps(whole, default=_as_written).decode()


def _as_written(value: Any) -> orjson.Fragment:
    """Return a Decimal digit by digit; anything else is no part of a document."""
    if not isinstance(value, Decimal) or not value.is_finite():
        raise TypeError(f"{type(value).__name__} cannot stand in a document.")
    return orjson.Fragment(format(value, "f"))


def _project(row: Stored, shadow: dict[str, Any], known: dict[Reference, Any]) -> None:
    """Set the row's columns; references are looked up among the known ones first."""
    for column, value in shadow.items():
        if isinstance(value, Reference):
            setattr(row, f"{column}_id", known.get(value) or _uid_of(value))
        else:
            setattr(row, column, value)


def _uids_of(references: Iterable[Reference]) -> dict[Reference, Any]:
    """Return {reference: uid} of those that are here, with one question per type."""
    wanted: dict[str, set[str]] = {}
    for reference in references:
        wanted.setdefault(reference.type, set()).add(reference.logical_id)
    return {
        Reference(type, logical_id): uid
        for type, ids in wanted.items()
        if type in TYPES
        for logical_id, uid in TYPES[type].objects.filter(logical_id__in=ids).values_list("logical_id", "uid")
    }


def _uid_of(reference: Reference) -> Any:
    uid = _uids_of([reference]).get(reference)
    if uid is None:
        raise UnknownReference(f"{reference.type}/{reference.logical_id} is not here.")
    return uid


def projected_afresh(row: Stored) -> dict[str, Any]:
    """Return the columns that the stored document gives today, for the test that rebuilds them all."""
    return {
        column: _uid_of(value) if isinstance(value, Reference) else value
        for column, value in columns_of(content_of(row)).items()
    }


__all__ = [
    "NotADocument",
    "Stored",
    "UnknownReference",
    "VersionConflict",
    "content_of",
    "digest",
    "history",
    "projected_afresh",
    "read",
    "write",
    "write_new",
]
