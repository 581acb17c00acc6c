"""Bring an edition of a code system in: whole or not at all, in the place of the one before.

What the edition does not list any more becomes inactive: an entry that bears its code still finds the display, but
nobody is offered it. Our own words for a code (the starter set) stay with it, whatever edition comes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import connections, transaction

from . import words
from .models import Concept, Edition

Tick = Callable[[int], None]


@dataclass(frozen=True)
class Listed:
    """One concept as an edition lists it."""

    code: str
    display: str
    synonyms: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What is said of an edition: its system, its name (a year, a release), whose it is and under what licence."""

    system: str
    name: str
    source: str
    digest: str
    licence: str = ""


@dataclass(frozen=True)
class Loaded:
    """What came of it, in concepts; `was_in_force` when this very edition had been loaded before."""

    added: int = 0
    changed: int = 0
    retired: int = 0
    listed: int = 0
    was_in_force: bool = False


BATCH = 1000
# One loading at a time: the second waits for the first.
ALONE = "SELECT pg_advisory_xact_lock(7261, 1)"
KEEP = """
INSERT INTO terminology_concept
    (system, code, display, kinds, synonyms, own_words, is_common, is_active, size, edition_id, words)
SELECT %s, code, display, kinds, synonyms, own_words, is_common, is_active, size, edition_id, array_to_tsvector(words)
FROM jsonb_to_recordset(%s) AS arriving(
    code text, display text, kinds text[], synonyms text[], own_words text[], is_common boolean, is_active boolean,
    size smallint, edition_id bigint, words text[])
ON CONFLICT (system, code) DO UPDATE SET
    display = excluded.display, kinds = excluded.kinds, synonyms = excluded.synonyms, own_words = excluded.own_words,
    is_common = excluded.is_common, is_active = excluded.is_active, size = excluded.size,
    edition_id = excluded.edition_id, words = excluded.words
RETURNING xmax = 0
"""
RETIRE = "UPDATE terminology_concept SET is_active = false WHERE system = %s AND is_active AND edition_id <> %s"
SPELL = """
INSERT INTO terminology_spelling (trace, word)
SELECT trace, word FROM unnest(%s::text[], %s::text[]) AS spelt(trace, word) ON CONFLICT DO NOTHING
"""


def load(
    edition: Particulars, listed: Mapping[str, Listed], ours: Mapping[str, Listed], *, now: datetime,
    tick: Tick = lambda done: None, using: str = "default",
) -> Loaded:  # fmt: skip
    """Put the edition in the place of the one before; `ours` are the starter set's concepts of the same system.

    The very edition that is in force already is left alone.
    """
    with transaction.atomic(using=using):
        row = _begun(edition, len(listed), is_starter=False, now=now, using=using)
        if row is None:
            return Loaded(listed=len(listed), was_in_force=True)
        wanted = (_target(each, ours.get(code), row.id) for code, each in listed.items())
        return _applied(row, wanted, retires=True, tick=tick, using=using)


def load_starter(edition: Particulars, ours: Mapping[str, Listed], *, now: datetime, using: str = "default") -> Loaded:
    """Put our own words in the place of those of the version before, beneath whatever edition is in force."""
    with transaction.atomic(using=using):
        row = _begun(edition, len(ours), is_starter=True, now=now, using=using)
        if row is None:
            return Loaded(listed=len(ours), was_in_force=True)
        above = _edition_in_force(edition.system, is_starter=False, using=using)
        if above is None:
            wanted = [_target(each, each, row.id) for each in ours.values()]
        else:
            wanted = _beneath(above, ours, row, using)
        return _applied(row, wanted, retires=above is None, using=using)


def _begun(edition: Particulars, concepts: int, *, is_starter: bool, now: datetime, using: str) -> Edition | None:
    """Write the edition's row and close the one before; None when this very edition is in force."""
    with connections[using].cursor() as cursor:
        cursor.execute(ALONE)
    before = _edition_in_force(edition.system, is_starter=is_starter, using=using)
    if before and (before.digest, before.name) == (edition.digest, edition.name):
        return None
    if before:
        Edition.objects.using(using).filter(pk=before.pk).update(replaced_at=now)
    return Edition.objects.using(using).create(**vars(edition), is_starter=is_starter, concepts=concepts, loaded_at=now)


def _edition_in_force(system: str, *, is_starter: bool, using: str) -> Edition | None:
    return Edition.objects.using(using).filter(system=system, is_starter=is_starter, replaced_at=None).first()


def _beneath(above: Edition, ours: Mapping[str, Listed], row: Edition, using: str) -> Iterator[dict]:
    """Yield what becomes of what is or was in the starter set; the edition above says what is active."""
    of_system = Concept.objects.using(using).filter(system=above.system)
    there = {each.code: each for each in [*of_system.filter(is_common=True), *of_system.filter(code__in=list(ours))]}
    for code in {*there, *ours}:
        stands = there.get(code)
        if stands and stands.edition_id == above.id:
            listed = Listed(code, stands.display, tuple(stands.synonyms), tuple(stands.kinds))
            yield _target(listed, ours.get(code), above.id, is_active=stands.is_active)
        elif code in ours:
            yield _target(ours[code], ours[code], row.id, is_active=False)


def _target(listed: Listed, ours: Listed | None, edition_id: int, *, is_active: bool = True) -> dict:
    """Return the row as it shall stand."""
    own = [text for text in (ours.display, *ours.synonyms) if text != listed.display] if ours else []
    synonyms = [text for text in listed.synonyms if text not in own]
    return {
        "code": listed.code,
        "display": listed.display,
        "kinds": listed.kinds,
        "synonyms": synonyms,
        "own_words": own,
        "is_common": ours is not None,
        "is_active": is_active,
        "size": len(words.words_of(listed.display)),
        "edition_id": edition_id,
        "words": sorted(words.searched([listed.display, *synonyms, *own], listed.code)),
    }


def _applied(row: Edition, wanted: Iterable[dict], *, retires: bool, using: str, tick: Tick | None = None) -> Loaded:
    """Write the concepts and the traces of their words; what is left of the edition before is offered no more."""
    added = changed = 0
    spelt: set[str] = set()
    with connections[using].cursor() as cursor:
        for batch in _batches(wanted):
            cursor.execute(KEEP, [row.system, json.dumps(batch)])
            new = sum(is_new for (is_new,) in cursor.fetchall())
            added, changed = added + new, changed + len(batch) - new
            _spell(cursor, {word for each in batch for word in each["words"]} - spelt)
            spelt.update(word for each in batch for word in each["words"])
            if tick:
                tick(len(batch))
        if retires:
            cursor.execute(RETIRE, [row.system, row.id])
        retired = cursor.rowcount if retires else 0
    return Loaded(added=added, changed=changed, retired=retired, listed=row.concepts)


def _batches(wanted: Iterable[dict]) -> Iterator[list[dict]]:
    waiting = iter(wanted)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _spell(cursor, met: set[str]) -> None:
    spelt = [(trace, word) for word in sorted(met) for trace in words.traces_of(word)]
    if spelt:
        traces, words_met = zip(*spelt, strict=True)
        cursor.execute(SPELL, [list(traces), list(words_met)])
