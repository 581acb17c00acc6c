"""Bring files in to look at, and let go of what nobody merges."""

import gzip
import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7

from .models import KEPT, Brought
from .permissions import may_bring_in
from .reading import Found, NotRead, Reading, read


class Gone(Exception):
    """It was merged, thrown away or forgotten: there is nothing left to merge."""


@transaction.atomic
def bring_in(*, files: list[tuple[str, bytes]], patient: UUID, system: str = "", by: Actor, now: datetime) -> Brought:
    """Read files about a patient, each (name, content), and keep them sealed for an hour; nothing joins the chart yet.

    :raises NotRead: they hold no FHIR, or too much; nothing is kept.
    """
    may_bring_in.require(by, patient)
    reading = read(files)
    row = Brought(
        id=uuid7(),
        organization_id=by.organization_id,
        patient_id=patient,
        system=_one_line(system) or system_of(reading),
        files=[
            {"name": name[:200], "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in files
        ],
        faults=reading.faults[:200],
        count=len(reading.found),
        brought_at=now,
        brought_by=by.name,
    )
    row.sealed = _sealed(row, reading.found)
    row.save(force_insert=True)
    audit.wrote(by, "incoming.brought", patient=patient, entity=("Brought", row.id), reason=f"{row.count} {row.system}")
    return row


def bring_in_or_say(*, patient: UUID, by: Actor, now: datetime, **more) -> Brought | str:
    """Bring the files in as `bring_in` does, or return the sentence that says why not; the refusal is audited."""
    try:
        return bring_in(patient=patient, by=by, now=now, **more)
    except NotRead as reason:
        audit.wrote(by, "incoming.refused", patient=patient, reason=reason.code)
        return str(reason)


def system_of(reading: Reading) -> str:
    """Return where the record comes from as the file says it: its `meta.source`, an address, or nothing but a file."""
    for found in reading.found:
        try:
            source = json.loads(found.text).get("meta", {}).get("source", "")
        except (ValueError, AttributeError):
            continue
        if isinstance(source, str) and source.partition("#")[0]:
            return source.partition("#")[0][:200]
    for found in reading.found:
        if found.url.startswith("http"):
            return found.url.split("/")[2][:200]
    return "file"


def contents_of(brought: Brought) -> list[Found]:
    """Return the resources that were brought in.

    :raises Gone: it was merged, thrown away or forgotten.
    """
    if not brought.is_waiting:
        raise Gone
    plain = gzip.decompress(settings.FILE_KEYS.open(bytes(brought.sealed), about=_about(brought)))
    return [Found(**json.loads(line)) for line in plain.splitlines()]


def _sealed(brought: Brought, found: list[Found]) -> bytes:
    plain = "\n".join(json.dumps(asdict(each)) for each in found).encode()
    return settings.FILE_KEYS.seal(gzip.compress(plain, 5), about=_about(brought))


def _about(brought: Brought) -> bytes:
    return f"incoming {brought.organization_id} {brought.id}".encode()


@transaction.atomic
def throw_away(*, brought: Brought, by: Actor, now: datetime) -> None:
    """Let go of what was brought in; said twice it changes nothing."""
    may_bring_in.require(by, brought.patient_id)
    row = Brought.objects.select_for_update().get(id=brought.id)
    if row.is_waiting:
        _let_go(row, now)
        audit.wrote(by, "incoming.thrown_away", patient=row.patient_id, entity=("Brought", row.id))


@transaction.atomic
def forget_old(*, by: Actor, now: datetime) -> int:
    """Let go of what nobody merged within an hour; return how many."""
    waiting = Brought.objects.select_for_update(skip_locked=True).filter(merged_at=None, forgotten_at=None)
    rows = list(waiting.filter(brought_at__lte=now - KEPT)[:500])
    for row in rows:
        _let_go(row, now)
        audit.wrote(by, "incoming.forgotten", patient=row.patient_id, entity=("Brought", row.id))
    return len(rows)


def _let_go(row: Brought, now: datetime) -> None:
    row.sealed, row.forgotten_at = b"", now
    row.save(update_fields=["sealed", "forgotten_at"])


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:200]
