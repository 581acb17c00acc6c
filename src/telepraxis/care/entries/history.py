"""Earlier versions of an entry: when, by whom, what changed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from telepraxis.base import record
from telepraxis.base.fhir import json_text
from telepraxis.base.record.models import Version

from .entry import Entry
from .kind import Kind, is_in_error


@dataclass(frozen=True)
class Change:
    """One part that became another: in words, "" for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One version of an entry."""

    version: int
    at: datetime
    who: str
    changes: list[Change]


def history_of(entry: Entry) -> list[Step]:
    """Return the versions of an entry, the newest first. One query."""
    versions = record.history(entry.type, entry.logical_id)
    return [_step(entry.kind, after, before) for after, before in zip(versions, [*versions[1:], None], strict=True)]


def changes_between(kind: Kind, before: dict, after: dict) -> list[Change]:
    """Return what a document says otherwise than another, part by part."""
    if after["resourceType"] != kind.type:
        return []
    told = [Change(str(part.label), part.said(before), part.said(after)) for part in kind.parts]
    changes = [change for change in told if change.before != change.after]
    if is_in_error(after) and not is_in_error(before):
        return [Change(str(_("Entered in error")), "", (after.get("note") or [{}])[-1].get("text", ""))]
    return changes


def _step(kind: Kind, version: Version, before: Version | None) -> Step:
    if before is None or not before.doc or not version.doc:
        return Step(version.version, version.at, version.actor_name, [])
    changes = changes_between(kind, json_text.read(before.doc), json_text.read(version.doc))
    if not changes:
        changes = [Change(str(_("Details that are not shown here")), "", "")]
    return Step(version.version, version.at, version.actor_name, changes)
