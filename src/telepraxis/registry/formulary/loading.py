"""Bring an edition of a catalogue in: whole or not at all, in the place of the one before.

A medicine that the edition does not list any more becomes inactive: it can still be read, nobody is offered it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import connections, transaction

from telepraxis.registry.terminology import words

from .listed import Listed
from .models import Edition, Medicine

Tick = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What is said of an edition: its system, where it holds, its name, whose it is and under what licence."""

    system: str
    name: str
    source: str
    digest: str
    jurisdiction: str = ""
    licence: str = ""
    is_starter: bool = False


@dataclass(frozen=True)
class Loaded:
    """What came of it; the names are of the first of each. `was_in_force`: this very edition had been loaded before."""

    listed: int = 0
    added: int = 0
    changed: int = 0
    taken_out: int = 0
    names: dict[str, list[str]] = field(default_factory=dict)
    was_in_force: bool = False


BATCH = 1000
NAMED = 200  # of what was added, changed or taken out, so many are kept by name
ALONE = "SELECT pg_advisory_xact_lock(7266, 1)"
KEEP = """
INSERT INTO formulary_medicine
    (system, code, jurisdiction, name, form, routes, counted_in, brand, schedule, may_be_split, synonyms, is_common,
     is_active, size, digest, edition_id, words)
SELECT %s, code, %s, name, form, routes, counted_in, brand, schedule, may_be_split, synonyms, %s,
     true, size, digest, %s, array_to_tsvector(words)
FROM jsonb_to_recordset(%s) AS arriving(
    code text, name text, form text, routes text[], counted_in text, brand text, schedule text, may_be_split boolean,
    synonyms text[], size smallint, digest text, words text[])
ON CONFLICT (system, code) DO UPDATE SET
    jurisdiction = excluded.jurisdiction, name = excluded.name, form = excluded.form, routes = excluded.routes,
    counted_in = excluded.counted_in, brand = excluded.brand, schedule = excluded.schedule,
    may_be_split = excluded.may_be_split, synonyms = excluded.synonyms, is_common = excluded.is_common,
    is_active = true, size = excluded.size, digest = excluded.digest, edition_id = excluded.edition_id,
    words = excluded.words
RETURNING code, id
"""
RETIRE = "UPDATE formulary_medicine SET is_active = false WHERE system = %s AND code = ANY(%s)"
CLEAR = "DELETE FROM formulary_medicineingredient WHERE medicine_id = ANY(%s)"
CONSIST = """
INSERT INTO formulary_medicineingredient (medicine_id, place, substance, name, amount, unit, per, per_unit)
SELECT medicine, place, substance, name, amount, unit, per, per_unit FROM jsonb_to_recordset(%s) AS arriving(
    medicine bigint, place smallint, substance text, name text, amount numeric, unit text, per numeric, per_unit text)
"""
PUT_AWAY = "UPDATE formulary_medicinepack SET is_active = false WHERE medicine_id = ANY(%s)"
BOX = """
WITH arriving AS (
    SELECT medicine, system, code, quantity, words FROM jsonb_to_recordset(%s) AS pack(
        medicine bigint, system text, code text, quantity numeric, words text)
), there AS (
    UPDATE formulary_medicinepack AS pack SET is_active = true, words = arriving.words FROM arriving
    WHERE pack.medicine_id = arriving.medicine AND pack.system = arriving.system AND pack.code = arriving.code
        AND pack.quantity = arriving.quantity
    RETURNING pack.medicine_id, pack.system, pack.code, pack.quantity
)
INSERT INTO formulary_medicinepack (medicine_id, system, code, quantity, words, is_active)
SELECT medicine, system, code, quantity, words, true FROM arriving
WHERE (medicine, system, code, quantity) NOT IN (SELECT medicine_id, system, code, quantity FROM there)
"""
SPELL = """
INSERT INTO formulary_medicinespelling (trace, word)
SELECT trace, word FROM unnest(%s::text[], %s::text[]) AS spelt(trace, word) ON CONFLICT DO NOTHING
"""


def load(
    edition: Particulars, listed: Mapping[str, Listed], *, now: datetime,
    tick: Tick = lambda done: None, using: str = "default",
) -> Loaded:  # fmt: skip
    """Put the edition in the place of the one before; the very edition that is in force already is left alone.

    `tick` is told how many medicines were written since the last time.
    """
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute(ALONE)  # the second loading waits for the first
        before = Edition.objects.using(using).filter(system=edition.system, replaced_at=None).first()
        same = (edition.digest, edition.name, edition.jurisdiction)
        if before and (before.digest, before.name, before.jurisdiction) == same:
            return Loaded(listed=len(listed), was_in_force=True)
        if before:
            Edition.objects.using(using).filter(pk=before.pk).update(replaced_at=now)
        row = Edition.objects.using(using).create(**vars(edition), loaded_at=now)
        loaded = _applied(row, listed, tick=tick, using=using)
        said = {key: value for key, value in vars(loaded).items() if key != "was_in_force"}
        Edition.objects.using(using).filter(pk=row.pk).update(**said)
        return loaded


def _applied(row: Edition, listed: Mapping[str, Listed], *, tick: Tick, using: str) -> Loaded:
    of_system = Medicine.objects.using(using).filter(system=row.system)
    there = {
        code: (name, is_active and (digest, where))
        for code, name, digest, where, is_active in of_system.values_list(
            "code", "name", "digest", "jurisdiction", "is_active"
        )
    }
    added = [each for code, each in listed.items() if code not in there]
    changed = [
        each for code, each in listed.items() if code in there and there[code][1] != (each.digest, row.jurisdiction)
    ]
    gone = sorted(code for code, (_, is_active) in there.items() if is_active and code not in listed)
    with connections[using].cursor() as cursor:
        _write(cursor, row, [*added, *changed], tick)
        cursor.execute(RETIRE, [row.system, gone])
    names = {
        "added": [each.name for each in added[:NAMED]],
        "changed": [each.name for each in changed[:NAMED]],
        "taken_out": [there[code][0] for code in gone[:NAMED]],
    }
    return Loaded(len(listed), len(added), len(changed), len(gone), names)


def _write(cursor, row: Edition, wanted: Iterable[Listed], tick: Tick) -> None:
    spelt: set[str] = set()
    for batch in _batches(wanted):
        met = {each.code: each.words for each in batch}
        cursor.execute(
            KEEP,
            [row.system, row.jurisdiction, row.is_starter, row.id, json.dumps([_row(each, met) for each in batch])],
        )
        ids = dict(cursor.fetchall())
        cursor.execute(CLEAR, [list(ids.values())])
        cursor.execute(CONSIST, [json.dumps(_ingredients(batch, ids), default=str)])
        cursor.execute(PUT_AWAY, [list(ids.values())])
        cursor.execute(BOX, [json.dumps(_packs(batch, ids), default=str)])
        new = {word for each in met.values() for word in each} - spelt
        _spell(cursor, new)
        spelt |= new
        tick(len(batch))


def _row(each: Listed, met: Mapping[str, list[str]]) -> dict:
    said = {
        key: getattr(each, key)
        for key in ("code", "name", "form", "routes", "counted_in", "brand", "schedule", "may_be_split", "synonyms")
    }
    return said | {"size": len(words.words_of(each.name)), "digest": each.digest, "words": met[each.code]}


def _ingredients(batch: list[Listed], ids: Mapping[str, int]) -> list[dict]:
    return [
        {"medicine": ids[each.code], "place": place, **vars(ingredient)}
        for each in batch
        for place, ingredient in enumerate(each.ingredients)
    ]


def _packs(batch: list[Listed], ids: Mapping[str, int]) -> list[dict]:
    return [{"medicine": ids[each.code], **vars(pack)} for each in batch for pack in each.packs]


def _batches(wanted: Iterable[Listed]) -> Iterator[list[Listed]]:
    waiting = iter(wanted)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _spell(cursor, met: set[str]) -> None:
    spelt = [(trace, word) for word in sorted(met) for trace in words.traces_of(word)]
    if spelt:
        traces, words_met = zip(*spelt, strict=True)
        cursor.execute(SPELL, [list(traces), list(words_met)])
