"""Documents that stand for rows of a room: its own verbs change them, and nothing that comes in from outside does."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from telepraxis.base.access import Actor
from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import Issue, Refused

from . import keepers, labels, store
from .rows import type_of

Ours = Callable[[Collection[str]], Collection[str]]
Claims = Callable[[list[dict]], Collection[int]]


@dataclass(frozen=True)
class Guard:
    """What one room says about documents of a type: which are its own, and where such a one is changed.

    `ours` returns, of these logical ids, those that stand for rows of the room; `claims` the positions of new documents
    that would pass for the room's own; `hint` tells the client what to do instead.
    """

    ours: Ours
    hint: str
    claims: Claims = lambda docs: ()


class GuardedKeeper(keepers.PlainKeeper):
    """Keeps what others have made as it comes, and refuses to change what rooms have made.

    One that comes back as it is stored, from an own export say, changes nothing and is no fault; only labels may come.
    """

    def __init__(self, type: str):
        super().__init__(type)
        self.guards: list[Guard] = []

    @transaction.atomic
    def keep(self, doc: dict, *, if_version: int | None = None, by: Actor, now: datetime) -> store.Stored:
        """Keep a document that is nobody's own.

        :raises Refused: it is a room's, and would change (409).
        """
        if not (present := self._present([doc])):
            self._refuse_claims([doc])
            return super().keep(doc, if_version=if_version, by=by, now=now)
        row, hint = present[doc["id"]]
        if if_version not in (None, row.version):
            raise store.VersionConflict(f"{self.type}/{row.logical_id} is at version {row.version}, not {if_version}.")
        _refuse_change(doc, row, hint)
        return self._with_new_labels(doc, row, by, now)

    @transaction.atomic
    def keep_many(self, docs: list[dict], *, by: Actor, now: datetime) -> list[store.Stored]:
        """Keep many, all or none.

        :raises Refused: one of them is a room's own and would change (409).
        """
        present = self._present(docs)
        for doc in docs:
            if doc.get("id") in present:
                _refuse_change(doc, *present[doc["id"]])
        others = [doc for doc in docs if doc.get("id") not in present]
        self._refuse_claims(others)
        written = iter(super().keep_many(others, by=by, now=now) if others else ())
        return [
            self._with_new_labels(doc, present[doc["id"]][0], by, now) if doc.get("id") in present else next(written)
            for doc in docs
        ]

    @transaction.atomic
    def remove(self, logical_id: str, *, if_version: int | None = None, by: Actor, now: datetime) -> None:
        """Delete a document that is nobody's own.

        :raises Refused: it is a room's (409).
        """
        for guard in self.guards:
            if logical_id in guard.ours([logical_id]):
                raise refusal(f"{self.type}/{logical_id} stands for something kept here: it stays. {guard.hint}")
        super().remove(logical_id, if_version=if_version, by=by, now=now)

    def refusals(self, docs: list[dict]) -> dict[int, str]:
        """Return by position why documents would be refused, before anything is written."""
        present, said = self._present(docs), {}
        for position, doc in enumerate(docs):
            if doc.get("id") in present and not same_content(doc, present[doc["id"]][0]):
                said[position] = f"It stands for something kept here. {present[doc['id']][1]}"
        others = [position for position, doc in enumerate(docs) if doc.get("id") not in present]
        for guard in self.guards:
            for claimed in guard.claims([docs[position] for position in others]):
                said[others[claimed]] = f"It would pass for one that is made here. {guard.hint}"
        return said

    def _with_new_labels(self, doc: dict, row: store.Stored, by: Actor, now: datetime) -> store.Stored:
        """Keep the labels that a document brings beside those that stand."""
        if not labels.closing(doc) & ~row.labels:
            return row
        labelled = store.relabel(self.type, row.logical_id, labels.of(doc) | labels.Label(row.labels), by=by, now=now)
        keepers.audit_written([labelled], by=by)
        return labelled

    def _present(self, docs: list[dict]) -> dict[str, tuple[store.Stored, str]]:
        """Return by logical id the stored documents of those that are a room's own, and what it says about them."""
        ids = {doc["id"] for doc in docs if isinstance(doc.get("id"), str)}
        hints = {own: guard.hint for guard in self.guards if ids for own in guard.ours(ids)}
        found = store.of_type(self.type).filter(logical_id__in=hints) if hints else ()
        return {row.logical_id: (row, hints[row.logical_id]) for row in found}

    def _refuse_claims(self, docs: list[dict]) -> None:
        for guard in self.guards:
            if guard.claims(docs):
                raise refusal(f"This {self.type} would pass for one that is made here. {guard.hint}")


def guard(type: str, *, ours: Ours, hint: str, claims: Claims = lambda docs: ()) -> None:
    """Let a room guard its own documents of a type; several rooms may guard the same type."""
    keeper = keepers.keeper_of(type)
    if not isinstance(keeper, GuardedKeeper):
        keeper = GuardedKeeper(type)
        keepers.learn(type, keeper)
    keeper.guards.append(Guard(ours, hint, claims))


def behind(table: type[models.Model], column: str) -> Ours:
    """Return the question which documents stand behind a column of the table."""
    name = f"{column}__logical_id"
    return lambda ids: set(table._default_manager.filter(**{f"{name}__in": ids}).values_list(name, flat=True))


def same_content(doc: dict, row: store.Stored) -> bool:
    """Tell whether a document says what the stored one says, `id` and `meta` left aside."""
    return doc.get("resourceType") == type_of(row) and _content(doc) == _content(store.content_of(row))


def _content(doc: dict) -> dict:
    """Return the content to compare: a fraction by how it is written, keys in whatever order."""
    told = {key: value for key, value in doc.items() if key not in ("id", "meta")}
    return json.loads(json_text.written(told), parse_float=str)


def _refuse_change(doc: dict, row: store.Stored, hint: str) -> None:
    if not same_content(doc, row):
        raise refusal(f"{type_of(row)}/{row.logical_id} stands for something kept here. {hint}")


def refusal(why: str, expression: str = "") -> Refused:
    """Return what is said when a rule of ours forbids a change (409)."""
    return Refused(409, [Issue("error", "business-rule", why, expression)])
