"""The pharmacy's own copies of what was prescribed. What its own organization prescribed is there already, once."""

from datetime import datetime
from uuid import UUID

from telepraxis.base import record
from telepraxis.base.access import Actor
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.fhir.validation import check
from telepraxis.base.record.models import Patient, Resource
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.medications import medicine_document
from telepraxis.registry.patients.identity import uids_of

from . import enclosed
from .bodies import LineSaid, NotUnderstood, Said
from .models import Claim, ClaimLine


def put_in(claim: Claim, said: Said, lines: list[LineSaid], now: datetime) -> list[ClaimLine]:
    """Give a claim these lines with their documents, those that it has already as well; return them.

    :raises NotUnderstood: a document is missing, is no legal R4, or says of no medicine what it is made of.
    """
    by, found = Actor.system(claim.organization_id), []
    known = {each.line: each for each in claim.lines.all()}
    for each in lines:
        row = known.get(each.line) or ClaimLine(
            organization_id=claim.organization_id, claim=claim, line=each.line, position=len(known) + len(found) + 1
        )
        if row.document_id is None:
            _fill_in(row, claim, said, each, by, now)
        row.changed_at = now
        found.append(row)
    return found


def _fill_in(row: ClaimLine, claim: Claim, said: Said, line: LineSaid, by: Actor, now: datetime) -> None:
    quantity, given = line.amount("quantity"), said.document("MedicationRequest", line.text("request"))
    if given is None or not quantity:
        raise NotUnderstood("What is to be handed out is not there.")
    row.patient_id, row.quantity, row.promised_minor = claim.patient_id, quantity, line.minor("price")
    row.request, row.schedule = line.text("request")[:64], line.text("schedule")[:8]
    row.not_before, row.valid_until = line.day("not-before"), line.time("valid-until")
    row.may_substitute = enclosed.may_substitute(given)
    claim.prescriber = claim.prescriber or enclosed.prescriber(given)
    is_ours = claim.issuer == claim.organization_id
    row.document = _ours(row.request, claim.patient_id) if is_ours else _kept(given, claim.patient_id, by, now)


def _ours(logical_id: str, patient: UUID) -> Resource:
    """Return the signed document itself: a copy would stand in the chart as a second prescription."""
    rows = Resource.objects.filter(type="MedicationRequest", logical_id=logical_id, patient_id__in=uids_of(patient))
    if (found := rows.first()) is None:
        raise NotUnderstood("What is to be handed out is not there.")
    return found


def _kept(given: dict, patient: UUID, by: Actor, now: datetime) -> record.Stored:
    logical_id = Patient.objects.values_list("logical_id", flat=True).get(uid=patient)
    try:
        doc = enclosed.request(given, logical_id) | {"id": str(uuid7())}
        faults = [each for each in check(doc) if each.severity in ("error", "fatal")]
        if faults or medicine_document.read(doc) is None:
            raise NotUnderstood(faults[0].diagnostics if faults else "It is not said what the medicine is made of.")
        return record.write("MedicationRequest", doc, by=by, now=now)
    except (Refused, record.NotADocument, KeyError, TypeError, AttributeError, ArithmeticError) as fault:
        raise NotUnderstood(str(fault)) from fault
