"""What a pharmacy tells of a line: it gets it ready, gives it back, has handed it out. Told twice it counts once."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.uuid7 import uuid7
from telepraxis.registry.formulary.medicine import Medicine

from . import document, medicine_document
from .afterwards import end_cancelled
from .answering import settle
from .ending import end_lines, locked
from .events import MedicineHandedOut
from .labelling import closed_like
from .models import Fill, PrescribedLine, Prescription, Request, Status
from .permissions import may_report_fills
from .refusals import NotSo
from .request_document import words_in
from .rhythm import course_days


class AlreadyClaimed(Exception):
    """Another pharmacy is getting it ready; `pharmacy` says which, `since` from when."""

    def __init__(self, pharmacy: str, since: datetime):
        self.pharmacy, self.since = pharmacy, since
        super().__init__(_("%(pharmacy)s is getting this ready already.") % {"pharmacy": pharmacy})


class NotToHandOut(NotSo):
    """It was cancelled, has expired, is used up, or is not due yet."""


@transaction.atomic
def claim(*, line: UUID, pharmacy: str, reference: str, by: Actor, now: datetime) -> PrescribedLine:
    """Let one pharmacy get a line ready; until it gives it back no other can.

    :raises AlreadyClaimed: another one does. :raises NotToHandOut: there is nothing to hand out.
    """
    whole, row = _locked(line, by)
    if row.is_claimed and row.claim_reference == reference:
        return row
    if row.is_claimed:
        raise AlreadyClaimed(row.claimed_by, row.claimed_at)
    _refuse_what_is_over(whole, row, now)
    row.claimed_by, row.claim_reference, row.claimed_at = pharmacy[:200], reference[:100], now
    row.save(update_fields=["claimed_by", "claim_reference", "claimed_at"])
    audit.wrote(by, "medications.claimed", patient=row.patient_id, entity=("PrescribedLine", row.id))
    return row


@transaction.atomic
def release(*, line: UUID, reference: str, by: Actor, now: datetime) -> PrescribedLine:
    """Give a line back, so that another pharmacy may have it. Who waited to cancel it has it cancelled.

    :raises NotSo: this pharmacy does not have it.
    """
    whole, row = _locked(line, by)
    if row.claim_reference != reference or not row.is_claimed:
        raise NotSo(_("This pharmacy is not getting it ready."))
    _let_go(row)
    audit.wrote(by, "medications.released", patient=row.patient_id, entity=("PrescribedLine", row.id))
    if (asked := _cancel_asked(row)) is not None:
        reason = words_in(record.content_of(asked.document)) or _("Cancelled by the prescriber")
        settle(asked, Request.State.APPROVED, by=by, now=now)
        end_cancelled(whole, [row], reason, by, now)
    return row


@transaction.atomic
def hand_out(
    *,
    line: UUID,
    reference: str,
    pharmacy: str,
    quantity: Decimal,
    medicine: Medicine | None = None,
    at: datetime,
    is_last: bool = True,
    has_happened: bool = False,
    dispense: record.Stored | None = None,
    by: Actor,
    now: datetime,
) -> Fill:
    """Note that a pharmacy handed out one supply; `medicine` where it was another product than was prescribed.

    Where the rest of the supply is owed, `is_last` is False: the pharmacy keeps its claim, and the supply counts with
    its last part. `has_happened`: whoever had claimed it tells what is in the patient's hands already, so that it is
    written down though the line has ended meanwhile. `dispense`: the MedicationDispense, where a pharmacy of this very
    organization has written it already.

    :raises AlreadyClaimed: another pharmacy is getting it ready. :raises NotToHandOut: there was nothing left to get.
    """
    whole, row = _locked(line, by)
    if (told := Fill.objects.filter(line=row, reference=reference).first()) is not None:
        return told
    if not has_happened:
        _refuse_what_is_not_due(whole, row, pharmacy, at)
    kept = dispense or _written(row, reference, pharmacy, quantity, medicine, at, by, now)
    fill = _filled(row, reference, kept, at, by, now)
    if is_last:
        _counted(row, at)
    else:
        row.part_given += quantity
        row.save(update_fields=["part_given"])
    if (asked := _cancel_asked(row)) is not None and is_last:
        settle(asked, Request.State.DENIED, words=_("It was handed out already."), by=by, now=now)
    if row.handed_out >= row.supplies:
        end_lines(whole, [row], Status.DEPLETED, by=by, now=now)
    audit.wrote(by, "medications.handed_out", patient=row.patient_id, entity=("PrescribedLine", row.id))
    tell(MedicineHandedOut(line=row.id, fill=fill.id, patient=row.patient_id, at=at))
    return fill


@transaction.atomic
def came_back(
    *, line: UUID, reference: str, back: str, quantity: Decimal, at: datetime, by: Actor, now: datetime
) -> Fill | None:
    """Note beside a supply that so much of it came back to the pharmacy, which calls it `back`; None where the supply
    is not known. What was handed out stays handed out: nobody gets it again because of this.
    """
    _whole, row = _locked(line, by)
    fill = Fill.objects.select_related("document").filter(line=row, reference=reference).first()
    if fill is None:
        return None
    doc = record.content_of(fill.document)
    unit = (doc.get("quantity") or {}).get("unit", "")
    text = f"{quantity.normalize():f} {unit}".strip()
    note = {"time": at.isoformat(), "text": _("Came back to the pharmacy: %(what)s") % {"what": text}, "id": back}
    notes = doc.get("note", [])
    if any(each.get("id") == back for each in notes):
        return fill
    record.write("MedicationDispense", doc | {"note": [*notes, note]}, by=by, now=now, if_version=fill.document.version)
    audit.wrote(
        by, "medications.came_back", patient=row.patient_id, entity=("MedicationDispense", fill.document.logical_id)
    )
    return fill


def _locked(line: UUID, by: Actor) -> tuple[Prescription, PrescribedLine]:
    whole = locked(PrescribedLine.objects.values_list("prescription_id", flat=True).get(pk=line))
    may_report_fills.require(by, whole.patient_id)
    found = PrescribedLine.objects.select_for_update(of=("self",)).select_related("document")
    return whole, found.get(pk=line)


def _refuse_what_is_not_due(whole: Prescription, row: PrescribedLine, pharmacy: str, at: datetime) -> None:
    if row.is_claimed and row.claimed_by != pharmacy[:200]:
        raise AlreadyClaimed(row.claimed_by, row.claimed_at)
    _refuse_what_is_over(whole, row, at)
    if row.next_due_on and row.interval_days and at.date() < row.next_due_on:
        raise NotToHandOut(_("This may not be handed out again before %(day)s.") % {"day": row.next_due_on.isoformat()})


def _refuse_what_is_over(whole: Prescription, row: PrescribedLine, at: datetime) -> None:
    if row.status != Status.ACTIVE:
        raise NotToHandOut(_("This line is no longer active: %(state)s.") % {"state": row.get_status_display()})
    if at >= whole.expires_at:
        raise NotToHandOut(_("This prescription has expired."))


def _written(
    row: PrescribedLine, reference: str, pharmacy: str, quantity: Decimal, medicine: Medicine | None, at: datetime,
    by: Actor, now: datetime,
) -> record.Stored:  # fmt: skip
    doc = record.content_of(row.document)
    prescribed = medicine_document.read(doc)
    dispensed = document.dispense(
        request=row.document.logical_id, doc=doc,
        medicine=medicine_document.concept(medicine) if medicine else doc["medicationCodeableConcept"],
        quantity=quantity, unit=(medicine or prescribed).counted_in, pharmacy=pharmacy, reference=reference, at=at,
    )  # fmt: skip
    return record.write("MedicationDispense", closed_like(dispensed, row.document), by=by, now=now)


def _filled(row: PrescribedLine, reference: str, kept: record.Stored, at: datetime, by: Actor, now: datetime) -> Fill:
    fill = Fill(
        id=uuid7(), organization_id=row.organization_id, line=row, patient_id=row.patient_id, document=kept,
        reference=reference[:100], handed_out_at=at,
    )  # fmt: skip
    fill.save(force_insert=True)
    audit.wrote(by, "medications.handed_out", patient=row.patient_id, entity=("MedicationDispense", kept.logical_id))
    return fill


def _counted(row: PrescribedLine, at: datetime) -> None:
    """Count the supply; the course runs from the first one that is in the patient's hands."""
    row.handed_out, row.part_given = min(row.handed_out + 1, row.supplies), Decimal(0)
    lasts = row.interval_days or row.lasts_days
    row.next_due_on = at.date() + timedelta(days=lasts) if lasts and row.handed_out < row.supplies else None
    days = course_days(document.line_of(record.content_of(row.document)).dosage)
    if days:
        row.course_ends_on = at.date() + timedelta(days=days * (row.supplies - row.handed_out + 1))
    _let_go(row)
    row.reminded_at = None
    row.save(update_fields=["handed_out", "part_given", "next_due_on", "course_ends_on", "reminded_at"])


def _let_go(row: PrescribedLine) -> None:
    row.claimed_by, row.claim_reference, row.claimed_at = "", "", None
    row.save(update_fields=["claimed_by", "claim_reference", "claimed_at"])


def _cancel_asked(row: PrescribedLine) -> Request | None:
    waits = Request.objects.filter(line=row, what=Request.What.CANCEL, state=Request.State.ASKED)
    return waits.select_related("document", "line").first()
