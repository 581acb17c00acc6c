"""Who keeps a type of documents: the room that knows what it means, or else this one.

Whatever comes in through the API, an import or a bundle is written through these, so that a page and an API call that
do the same thing call the same verb.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from telepraxis.base import audit
from telepraxis.base.access import Actor

from . import store
from .rows import type_of


class Keeper(Protocol):
    """Keeps the documents of one type; each method is one transaction, audits, and tells."""

    def keep(self, doc: dict, *, if_version: int | None, by: Actor, now: datetime) -> store.Stored:
        """Keep a document as its next version; without an id it is a new one."""

    def keep_many(self, docs: list[dict], *, by: Actor, now: datetime) -> list[store.Stored]:
        """Keep many documents of the type, all or none."""

    def remove(self, logical_id: str, *, if_version: int | None, by: Actor, now: datetime) -> None:
        """Delete a document."""


class PlainKeeper:
    """Keeps a type whose documents stand for nothing else."""

    def __init__(self, type: str):
        self.type = type

    @store.in_one_transaction
    def keep(self, doc: dict, *, if_version: int | None = None, by: Actor, now: datetime) -> store.Stored:
        """Keep a document as its next version; see `record.write` for what is refused."""
        row = store.write(self.type, doc, by=by, now=now, if_version=if_version)
        audit_written([row], by=by)
        return row

    @store.in_one_transaction
    def keep_many(self, docs: list[dict], *, by: Actor, now: datetime) -> list[store.Stored]:
        """Keep many documents of the type, all or none."""
        written = store.write_many(docs, by=by, now=now)
        audit_written(written, by=by)
        return written

    @store.in_one_transaction
    def remove(self, logical_id: str, *, if_version: int | None = None, by: Actor, now: datetime) -> None:
        """Delete a document; its earlier versions stay."""
        row = store.of_type(self.type).filter(logical_id=logical_id).first()
        store.remove(self.type, logical_id, by=by, now=now, if_version=if_version)
        if row is not None:
            audit.wrote(by, "fhir.removed", patient=patient_of(row), entity=(self.type, logical_id))


def learn(type: str, keeper: Keeper) -> None:
    """Let a room keep the documents of a type."""
    _learned[type] = keeper


def keeper_of(type: str) -> Keeper:
    """Return who keeps the documents of a type."""
    return _learned.get(type) or PlainKeeper(type)


def is_plain(type: str) -> bool:
    """Tell whether documents of the type stand for nothing else, so that many types may be kept in one go."""
    return type not in _learned


def when_written(type: str, notice: Callable[[list[store.Stored], Actor, datetime], None]) -> None:
    """Have a room look at documents of the type that come in from outside, in the transaction that writes them."""
    _noticing.setdefault(type, []).append(notice)


def audit_written(written: list[store.Stored], *, by: Actor) -> None:
    """Leave a row for each document that was just written, and let the rooms look at it that wish to."""
    audit.wrote_many(
        by,
        [
            ("fhir.created" if row.version == 1 else "fhir.changed", patient_of(row), (type_of(row), row.logical_id))
            for row in written
        ],
    )
    for type in _noticing.keys() & {type_of(row) for row in written}:
        rows = [row for row in written if type_of(row) == type]
        for notice in _noticing[type]:
            notice(rows, by, rows[0].last_updated)


def patient_of(row: store.Stored):
    """Return the uid of the patient whom a document is about, None where it is about nobody."""
    return row.uid if type_of(row) == "Patient" else getattr(row, "patient_id", None)


_learned: dict[str, Keeper] = {}
_noticing: dict[str, list[Callable[[list[store.Stored], Actor, datetime], None]]] = {}
