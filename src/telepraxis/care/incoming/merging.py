"""Merge what was selected into the chart, with where it comes from. All of it, or nothing."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.exchange import arrivals
from telepraxis.base.exchange.arrivals import Arrived
from telepraxis.base.exchange.taking_in import digest_of
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Patient, Practitioner

from .bringing import Gone
from .comparing import Entry, compare
from .document import provenance, with_source
from .models import Brought
from .permissions import may_bring_in

REFUSALS = (Refused, record.NotADocument, record.UnknownReference, record.Locked, record.VersionConflict)


class PersonNotChecked(Exception):
    """The file may be about somebody else: whoever merges it says first that it is the same person."""


class NothingSelected(Exception):
    """No entry was selected that could be merged."""


class NotMerged(Exception):
    """One of the entries cannot be kept; the text says why. Nothing was merged."""


@transaction.atomic
def merge(*, brought: Brought, selected: Iterable[str], same_person: bool, by: Actor, now: datetime) -> Brought:
    """Write the selected entries, by their keys, into the chart, and what they name; return what was brought.

    :raises Gone: it was merged, thrown away or forgotten meanwhile.
    :raises PersonNotChecked: the person in the file may be another one, and nobody said that they are not.
    :raises NothingSelected: nothing of it can be merged.
    :raises NotMerged: one of them cannot be kept.
    """
    may_bring_in.require(by, brought.patient_id)
    row = Brought.objects.select_for_update().get(id=brought.id)
    comparison = compare(row)
    if comparison.person.must_be_checked and not same_person:
        raise PersonNotChecked
    if not (entries := comparison.selected(selected)):
        raise NothingSelected
    try:
        written = _written(entries, row, by, now)
        row.provenance = _provenance(written, row, by, now).logical_id
    except REFUSALS as refusal:
        raise NotMerged(str(refusal)) from refusal
    _note(entries, written, row, by, now)
    row.merged_at, row.merged_by, row.merged, row.sealed = now, by.name, len(written), b""
    row.person_checked = comparison.person.must_be_checked
    row.save()
    audit.wrote(
        by, "incoming.merged", patient=row.patient_id, entity=("Brought", row.id), reason=f"{row.merged} {row.system}"
    )
    return row


def _written(entries: list[Entry], brought: Brought, by: Actor, now: datetime) -> dict[str, record.Stored]:
    """Write the documents; return the rows by the keys of their entries."""
    docs = {entry.key: with_source(entry.doc, brought.system) for entry in entries}
    plain = [entry for entry in entries if keepers.is_plain(entry.type)]
    written: dict[str, record.Stored] = {}
    if plain:
        rows = record.write_many([docs[entry.key] for entry in plain], by=by, now=now)
        keepers.audit_written(rows, by=by)
        written |= {entry.key: row for entry, row in zip(plain, rows, strict=True)}
    for type in sorted({entry.type for entry in entries if entry.key not in written}):
        of_type = [entry for entry in entries if entry.type == type]
        rows = keepers.keeper_of(type).keep_many([docs[entry.key] for entry in of_type], by=by, now=now)
        written |= {entry.key: row for entry, row in zip(of_type, rows, strict=True)}
    return written


def _provenance(written: dict[str, record.Stored], brought: Brought, by: Actor, now: datetime) -> record.Stored:
    patient = Patient.objects.get(uid=brought.patient_id)
    doc = provenance(
        targets=[f"{keepers.type_of(row)}/{row.logical_id}" for row in written.values()],
        files=brought.files,
        system=brought.system,
        who=_who(by),
        at=now,
        patient=f"Patient/{patient.logical_id}",
    )
    return keepers.keeper_of("Provenance").keep(doc, if_version=None, by=by, now=now)


def _who(by: Actor) -> dict:
    colleague = Practitioner.objects.filter(uid=by.practitioner_id).first() if by.practitioner_id else None
    reference = {"reference": f"Practitioner/{colleague.logical_id}"} if colleague else {}
    return reference | {"display": by.name or "Telepraxis"}


def _note(entries: list[Entry], written: dict[str, record.Stored], brought: Brought, by: Actor, now: datetime) -> None:
    """Remember what came from where, so that it comes a second time without a double."""
    source = arrivals.source_named(brought.system, by=by, now=now)
    arrived = [
        Arrived(
            entry.type, entry.their_id, written[entry.key].logical_id, digest_of(entry.found.text),
            written[entry.key].version,
        )
        for entry in entries
    ]  # fmt: skip
    arrivals.note(arrived, source.id, by=by)


__all__ = ["Gone", "NotMerged", "NothingSelected", "PersonNotChecked", "merge"]
