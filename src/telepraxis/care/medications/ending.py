"""Lines and prescriptions that end, and what the chart says of it then.

A row says what may still be handed out. Its document says whether it is taken: what was used up, or whose paper has
expired, is often still being taken, and leaves the list of medicines when the course or the last supply is over.
"""

from collections.abc import Iterable
from datetime import datetime

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record.models import Resource

from . import document
from .events import PrescriptionEnded
from .models import PrescribedLine, Prescription, Status

OVER = ("cancelled", "completed", "stopped", "entered-in-error")


def locked(prescription) -> Prescription:
    """Return the prescription, locked. Whoever changes a line locks this first: two never wait in a circle."""
    return Prescription.objects.select_for_update().get(pk=prescription)


def lines_of(prescription: Prescription) -> list[PrescribedLine]:
    """Return all lines, those too that are closed to the reader: who cancels a paper cancels all of it."""
    with tenancy.seeing_everything():
        return list(prescription.lines.select_for_update().order_by("position"))


def end_lines(
    prescription: Prescription,
    lines: Iterable[PrescribedLine],
    status: Status,
    *,
    doc_status: str = "",
    why: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """End these lines of a locked prescription, with `doc_status` their documents as well, and it with the last one."""
    with tenancy.seeing_everything():
        for line in lines:
            if line.status != Status.ACTIVE:
                continue
            line.status, line.ended_at = status, now
            line.claimed_by, line.claim_reference, line.claimed_at = "", "", None
            line.save(update_fields=["status", "ended_at", "claimed_by", "claim_reference", "claimed_at"])
            if doc_status:
                end_document(line, doc_status, why=why, by=by, now=now)
            audit.wrote(
                by, f"medications.{AUDITED[status]}", patient=line.patient_id, entity=("PrescribedLine", line.id)
            )
            ended = PrescriptionEnded(
                prescription=prescription.pk, patient=line.patient_id, line=line.pk, how=str(status), at=now
            )
            tell(ended)
        _settle(prescription, status, why, by, now)


def end_document(line: PrescribedLine, status: str, *, why: str = "", by: Actor, now: datetime) -> None:
    """Have the chart say that a line is no longer taken."""
    with tenancy.seeing_everything():
        row = Resource.objects.get(pk=line.document_id)
        before = record.content_of(row)
        if before.get("status") not in OVER:
            after = document.ended(before, status, why=why, who=by.name, at=now)
            record.write("MedicationRequest", after, by=by, now=now, if_version=row.version)
    line.document_ended_at = now
    line.save(update_fields=["document_ended_at"])


def _settle(prescription: Prescription, status: Status, why: str, by: Actor, now: datetime) -> None:
    """End the prescription when none of its lines is active, as what its last line ended as."""
    if prescription.status != Status.ACTIVE or prescription.lines.filter(status=Status.ACTIVE).exists():
        return
    prescription.status, prescription.ended_at = status, now
    if status == Status.CANCELLED:
        prescription.cancelled_by, prescription.cancelled_why = by.name or "Telepraxis", why[:200]
    prescription.save(update_fields=["status", "ended_at", "cancelled_by", "cancelled_why"])
    tell(PrescriptionEnded(prescription=prescription.pk, patient=prescription.patient_id, how=str(status), at=now))
    entity = ("Prescription", prescription.id)
    audit.wrote(by, f"medications.{AUDITED[status]}", patient=prescription.patient_id, entity=entity)


AUDITED = {
    Status.CANCELLED: "cancelled",
    Status.EXPIRED: "expired",
    Status.DEPLETED: "handed_out",
    Status.REPLACED: "signed",
}
