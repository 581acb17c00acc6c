"""Write, read and remember documents. The one way in, whoever calls it."""

import hashlib
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

import orjson
from django.db import IntegrityError, connection, transaction

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.fhir import json_text, parameters
from telepraxis.base.uuid7 import uuid7

from . import index, labels, openings, rows, writing
from .events import tell_of_labels
from .labels import Label
from .models import Document, Version, table_of
from .references import LOGICAL_ID, Reference, uids_of
from .waiting import fill_in_waiting

Stored = Document


class VersionConflict(Exception):
    """Somebody else changed the document since it was read."""


class UnknownReference(Exception):
    """The document is about a patient who is not here."""


class NotADocument(Exception):
    """This is not a resource of the given type."""


class Locked(Exception):
    """The document is signed, or others stand on it: it does not change any more, or not in this way."""


def in_one_transaction(verb):
    """Open a transaction where there is none. Inside the caller's no savepoint is made: it costs two more statements,
    and what is refused here is refused before anything is written.
    """

    @wraps(verb)
    def whole(*args, **kwargs):
        with nullcontext() if connection.in_atomic_block else transaction.atomic():
            return verb(*args, **kwargs)

    return whole


@dataclass(slots=True)
class _Change:
    """One document on its way: the row as it will be, and what it is found by."""

    doc: dict
    row: Stored
    is_new: bool
    index: index.Replaced


def write(type: str, doc: dict, *, by: Actor, now: datetime, if_version: int | None = None) -> Stored:
    """Keep a document as its next version and return its row.

    `doc` is a FHIR R4 resource as a dict; without an `id` it gets a new one. `id` and `meta` are ours to set, all else
    is kept as given, and labels that stand (labels.py) stay: `relabel` alone takes one away. The audit row is the
    calling verb's: it knows why.

    :raises NotADocument: the type or the id is wrong.
    :raises VersionConflict: `if_version` is not the present version, or somebody else was quicker.
    :raises UnknownReference: it is about a patient who is not here.
    :raises Locked: the present version is signed.
    :raises ClosedToReader: its labels hide it from whom the transaction serves.
    """
    if doc.get("resourceType") != type:
        raise NotADocument(f"A {doc.get('resourceType')} is not a {type}.")
    return write_many([doc], by=by, now=now, if_versions={0: if_version})[0]


@in_one_transaction
def write_many(
    docs: list[dict], *, by: Actor, now: datetime, if_versions: dict[int, int | None] | None = None
) -> list[Stored]:
    """Keep many documents, of any types, new or changed, in a handful of statements; return their rows in order.

    They may refer to each other. All are kept, or none. `if_versions` says by position which version must be present.

    :raises NotADocument, VersionConflict, UnknownReference, Locked, ClosedToReader: as in `write`.
    """
    present = _lock(docs)
    changes = []
    for position, doc in enumerate(docs):
        row = present.get((doc["resourceType"], doc.get("id")))
        _refuse_other_version(doc, row, (if_versions or {}).get(position))
        if row is not None and row.deleted_at is None:
            _refuse_if_signed(row, doc)
        changes.append(_change(_with_standing_labels(doc, row), row, by, now))
    return _kept(changes, by, now)


@in_one_transaction
def relabel(type: str, logical_id: str, wanted: Label, *, by: Actor, now: datetime) -> Stored:
    """Give a document exactly these labels, as its next version; one that is signed stays signed. See `put_labels`.

    :raises Document.DoesNotExist: it is not here.
    :raises NotADocument: it is of a type that is never closed.
    :raises ClosedToReader: it is closed to whom the transaction serves.
    """
    if type in labels.NEVER_CLOSED:
        raise NotADocument(f"A {type} is never closed: a chart hangs on it.")
    row = _lock([{"resourceType": type, "id": logical_id}]).get((type, logical_id))
    if row is None or row.deleted_at is not None:
        raise table_of(type).DoesNotExist(f"{type}/{logical_id} is not here.")
    before = content_of(row)
    doc = labels.with_labels(before, wanted)
    if doc == before:
        return row
    return _kept([_change(doc, row, by, now)], by, now)[0]


def _kept(changes: list["_Change"], by: Actor, now: datetime) -> list[Stored]:
    if len({(change.doc["resourceType"], change.row.logical_id) for change in changes}) < len(changes):
        raise NotADocument("The same document stands there twice.")
    _project(changes)
    new, changed = [each for each in changes if each.is_new], [each for each in changes if not each.is_new]
    try:
        writing.write_new([each.index for each in new], [_version(each.row, by, now) for each in new])
    except IntegrityError as clash:
        raise VersionConflict("Somebody else has just made this document. Read it again.") from clash
    writing.write_changed([each.index for each in changed], [_version(each.row, by, now) for each in changed])
    fill_in_waiting([each.row for each in new])
    openings.keep_open_to_author([each.row for each in changes if _has_new_labels(each)], by=by, now=now)
    tell_of_labels([each.index for each in changed])
    return [each.row for each in changes]


@in_one_transaction
def remove(type: str, logical_id: str, *, by: Actor, now: datetime, if_version: int | None = None) -> None:
    """Delete a document: from now on it is gone, its earlier versions stay. What is gone already stays so.

    :raises VersionConflict: `if_version` is not the present version.
    :raises Locked: it is signed, or a patient's chart is not empty.
    """
    row = _lock([{"resourceType": type, "id": logical_id}]).get((type, logical_id))
    if row is None or row.deleted_at is not None:
        return
    _refuse_other_version({"resourceType": type, "id": logical_id}, row, if_version)
    if rows.is_signed(row):
        raise Locked(f"{type}/{logical_id} is signed: mark it as entered in error instead.")
    if type == "Patient" and _has_chart(row):
        raise Locked(f"Patient/{logical_id} has a chart: set `active` to false instead, or merge the two records.")
    before = index.entries_of(content_of(row))
    gone = index.Replaced(row, before, index.lines_of(row, before), index.NOTHING, row.labels)
    row.version, row.doc, row.deleted_at, row.last_updated = row.version + 1, "", now, now
    writing.write_changed([gone], [_version(row, by, now)])


def _has_chart(patient: Stored) -> bool:
    with tenancy.seeing_everything():
        return rows.has_chart(patient)


def read(type: str, logical_id: str) -> Stored:
    """Return the document's row of the served organization.

    :raises Document.DoesNotExist: it is not here.
    """
    return of_type(type).get(logical_id=logical_id)


def of_type(type: str):
    """Return the live documents of a type, as a query set."""
    return rows.of_type(type, table_of(type).objects)


def history(type: str, logical_id: str) -> list[Version]:
    """Return every version of a document, the newest first; `doc` of a deletion is ""."""
    return list(Version.objects.filter(type=type, logical_id=logical_id).order_by("-version"))


def content_of(row: Stored) -> dict:
    """Return the document as a dict, to read or to build the next version from.

    A fraction is a Decimal that knows how it was written, so that 1.50 stays 1.50
    (R4, http://hl7.org/fhir/R4/datatypes.html#decimal).
    """
    return json_text.read(row.doc)


def digest(doc: str) -> str:
    """Return the SHA-256, in hex, of a stored document without its `id` and `meta`."""
    content = orjson.loads(doc)
    content.pop("id", None)
    content.pop("meta", None)
    return hashlib.sha256(orjson.dumps(content)).hexdigest()


def _lock(docs: list[dict]) -> dict[tuple[str, str], Stored]:
    """Lock the documents that are here already, always in the same order, and return them by type and id."""
    wanted: dict[str, set[str]] = {}
    for doc in docs:
        if doc.get("resourceType") not in parameters.types():
            raise NotADocument(f"{str(doc.get('resourceType'))[:64]!r} is no resource type of FHIR R4.")
        if (logical_id := doc.get("id")) is None:
            continue
        if not isinstance(logical_id, str) or not LOGICAL_ID.fullmatch(logical_id):
            raise NotADocument(f"{str(logical_id)[:80]!r} cannot be an id: letters, digits, '-' and '.', at most 64.")
        wanted.setdefault(doc["resourceType"], set()).add(logical_id)
    return {(type, row.logical_id): row for type in sorted(wanted) for row in rows.locked(type, wanted[type])}


def _refuse_other_version(doc: dict, row: Stored | None, if_version: int | None) -> None:
    present = row.version if row and row.deleted_at is None else 0
    if if_version is not None and if_version != present:
        raise VersionConflict(f"{doc['resourceType']}/{doc.get('id')} is at version {present}, not {if_version}.")


def _change(doc: dict, row: Stored | None, by: Actor, now: datetime) -> _Change:
    is_new, before, lines_before = row is None, index.NOTHING, set()
    if row is None:
        row = _new_row(doc, by)
    elif row.deleted_at is None:
        before = index.entries_of(content_of(row))
        lines_before = index.lines_of(row, before)
    row.version += 1
    row.doc = json_text.written(_as_stored(doc, row, now))
    row.last_updated, row.deleted_at, row.indexed = now, None, index.EDITION
    row._state.adding = False
    entries = index.entries_of(doc if "id" in doc else {**doc, "id": row.logical_id})
    return _Change(doc, row, is_new, index.Replaced(row, before, lines_before, entries, row.labels))


def _with_standing_labels(doc: dict, row: Stored | None) -> dict:
    if row is None or not row.labels:
        return doc
    before = content_of(row) if row.deleted_at is None else {}
    return labels.carried_on(doc, before, Label(row.labels))


def _has_new_labels(change: _Change) -> bool:
    return bool(change.row.labels & ~change.index.labels_before)


def _refuse_if_signed(row: Stored, doc: dict) -> None:
    if rows.is_signed(row) and not rows.may_follow_signed(doc):
        raise Locked(f"{doc['resourceType']}/{row.logical_id} is signed and does not change: add an addendum.")


def _new_row(doc: dict, by: Actor) -> Stored:
    uid = uuid7()
    row = rows.new(doc["resourceType"], uid=uid, organization_id=by.organization_id, version=0)
    row.logical_id = doc.get("id") or str(uid)
    return row


def _as_stored(doc: dict, row: Stored, now: datetime) -> dict:
    """Return the document in its own order, with `id` and `meta` as they are with us.

    What it has not got yet comes behind its id, or else behind its type.
    """
    given = doc.get("meta")
    meta = {**(given if isinstance(given, dict) else {}), "versionId": str(row.version), "lastUpdated": now.isoformat()}
    ours = {"id": row.logical_id, "meta": meta}
    if "id" in doc and "meta" in doc:
        return doc | ours
    before, stored = "id" if "id" in doc else "resourceType", {}
    for name, value in doc.items():
        stored[name] = ours.get(name, value)
        if name == before:
            stored |= {name: value for name, value in ours.items() if name not in doc}
    return stored


def _project(changes: list[_Change]) -> None:
    shadows = [rows.shadow_of(change.row, change.doc, change.index.now) for change in changes]
    known = {Reference(change.doc["resourceType"], change.row.logical_id): change.row.uid for change in changes}
    known |= uids_of(_references(shadows) - known.keys())
    for change, shadow in zip(changes, shadows, strict=True):
        if (patient := shadow.get("patient")) is not None and patient not in known:
            raise UnknownReference(f"{patient.type}/{patient.logical_id} is not here.")
        rows.project(change.row, shadow, known)


def _references(shadows: Iterable[dict]) -> set[Reference]:
    return {value for shadow in shadows for value in shadow.values() if isinstance(value, Reference)}


def _version(row: Stored, by: Actor, now: datetime) -> Version:
    return Version(
        organization_id=row.organization_id,
        type=rows.type_of(row),
        logical_id=row.logical_id,
        version=row.version,
        doc=row.doc,
        at=now,
        account_id=by.account_id,
        actor_name=by.name,
    )


def projected_afresh(row: Stored) -> dict[str, object]:
    """Return the columns that the stored document gives today, for the test that rebuilds them all."""
    doc = content_of(row)
    shadow = rows.shadow_of(row, doc, index.entries_of(doc))
    known = uids_of(_references([shadow]))
    return {column: known.get(value) if isinstance(value, Reference) else value for column, value in shadow.items()}
