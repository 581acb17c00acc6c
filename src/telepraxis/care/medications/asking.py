"""Ask about a prescription: the patient for a renewal, a pharmacy for another product or about a dose."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.uuid7 import uuid7
from telepraxis.registry.formulary.medicine import Medicine

from . import request_document
from .ending import locked
from .events import MedicineRequested
from .labelling import closed_like
from .models import PrescribedLine, Request, Status
from .permissions import may_ask_renewal, may_report_fills
from .refusals import NotSo

LONGEST = 1000
CHANGES = (Request.What.SUBSTITUTION, Request.What.OUT_OF_STOCK, Request.What.DOSE)


@transaction.atomic
def ask_renewal(*, line: UUID, words: str = "", by: Actor, now: datetime) -> Request:
    """Ask for more of a line, as the patient or for them; while one waits, asking again changes nothing.

    :raises NotSo: it was cancelled, or a newer one has replaced it.
    """
    row = _locked(line)
    may_ask_renewal.require(by, row.patient_id)
    if row.status in (Status.CANCELLED, Status.REPLACED):
        raise NotSo(_("This prescription was cancelled or replaced: there is nothing to renew."))
    from_patient = by.is_or_acts_for(row.patient_id)
    return ask(row, Request.What.RENEWAL, words, from_patient=from_patient, by=by, now=now)


@transaction.atomic
def ask_change(
    *,
    line: UUID,
    what: str,
    words: str,
    options: tuple[Medicine, ...] = (),
    reference: str = "",
    by: Actor,
    now: datetime,
) -> Request:
    """Ask as a pharmacy for a change; `options` are what it could hand out instead. Told twice it is asked once.

    :raises NotSo: the line is not active, or nothing is asked.
    """
    row = _locked(line)
    may_report_fills.require(by, row.patient_id)
    if reference and (told := Request.objects.filter(prescription=row.prescription, reference=reference).first()):
        return told
    if row.status != Status.ACTIVE:
        raise NotSo(_("This line is no longer active."))
    if what not in CHANGES or not (words.strip() or options):
        raise NotSo(_("Say what is asked."))
    return ask(row, what, words, options=options, reference=reference, by=by, now=now)


def ask(
    row: PrescribedLine,
    what: str,
    words: str,
    *,
    options: tuple[Medicine, ...] = (),
    reference: str = "",
    from_patient: bool = False,
    by: Actor,
    now: datetime,
) -> Request:
    """Keep a request about a line that the caller has locked, with its Task."""
    waits = Request.objects.filter(prescription=row.prescription, line=row, what=what, state=Request.State.ASKED)
    if (found := waits.first()) is not None:
        return found
    subject = record.content_of(row.document)["subject"]
    doc = request_document.task(
        what=what, label=str(Request.What(what).label), number=row.prescription.number,
        focus=f"MedicationRequest/{row.document.logical_id}", subject=subject, asked_by=by.name or "Telepraxis",
        words=words.strip()[:LONGEST], options=options, at=now,
    )  # fmt: skip
    request = Request(
        id=uuid7(),
        organization_id=row.organization_id,
        what=what,
        prescription=row.prescription,
        line=row,
        patient_id=row.patient_id,
        document=record.write("Task", closed_like(doc, row.document), by=by, now=now),
        asked_at=now,
        asked_by=(by.name or "Telepraxis")[:200],
        asked_by_account=by.account_id,
        from_patient=from_patient,
        reference=reference[:100],
    )
    request.save(force_insert=True)
    audit.wrote(by, "medications.asked", patient=row.patient_id, entity=("Task", request.document.logical_id))
    tell(MedicineRequested(request=request.id, patient=row.patient_id, what=what, at=now))
    return request


def _locked(line: UUID) -> PrescribedLine:
    """Return the line, locked behind its prescription."""
    locked(PrescribedLine.objects.values_list("prescription_id", flat=True).get(pk=line))
    found = PrescribedLine.objects.select_for_update(of=("self",)).select_related("prescription", "document")
    return found.get(pk=line)
