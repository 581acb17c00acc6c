"""Columns and entries made again from documents that stay what they are: after a change of the rules, or of others."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.fhir import json_text

from . import index, rows, writing
from .events import tell_of_labels
from .models import CatchingUp, Document
from .references import Reference, uids_of

AT_ONCE = 200


def project_afresh(written: list[Document]) -> None:
    """Give rows the columns and entries that their documents give today. No version is made."""
    if not written:
        return
    changes, shadows = [], []
    for row in written:
        doc = json_text.read(row.doc)
        entries = index.entries_of(doc)
        lines_before = index.lines_of(row, entries) if row.indexed == index.EDITION else set()
        before = entries if row.indexed == index.EDITION else index.NOTHING
        changes.append(index.Replaced(row, before, lines_before, entries, row.labels))
        shadows.append(rows.shadow_of(row, doc, entries))
    known = uids_of({value for shadow in shadows for value in shadow.values() if isinstance(value, Reference)})
    for row, shadow in zip(written, shadows, strict=True):
        rows.project(row, shadow, known)
        row.indexed = index.EDITION
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.projecting', 'yes', true)")
        writing.write_changed(changes, [])
        cursor.execute("SELECT set_config('app.projecting', '', true)")
    tell_of_labels(changes)


def catch_up(organization: UUID, table: type[Document], *, now: datetime) -> bool:
    """Make the next documents' entries, in the order of their uids; tell whether there may be more.

    One step is one short transaction: what is written meanwhile has its entries already.
    """
    progress, _ = CatchingUp.objects.get_or_create(
        organization_id=organization, table=table._meta.db_table, edition=index.EDITION
    )
    if progress.done_at:
        return False
    waiting = table.objects.filter(indexed__lt=index.EDITION).order_by("uid")
    waiting = waiting.filter(uid__gt=progress.upto) if progress.upto else waiting
    found = list(waiting.select_for_update(of=("self",))[:AT_ONCE])
    project_afresh(found)
    if found:
        audit.wrote(Actor.system(organization), "record.projected", entity=(table.__name__, ""), reason=str(len(found)))
    progress.upto = found[-1].uid if found else progress.upto
    progress.done_at = None if found else now
    progress.save(update_fields=["upto", "done_at"])
    return bool(found)
