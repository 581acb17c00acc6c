"""What the patient's plan pays of a claim, by the pharmacy's own rules as they are now, whatever was promised.

The order says who the patient is covered by; whether that is billed here, and on which terms, the pharmacy says.
"""

from datetime import datetime
from decimal import Decimal

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.fhir.validation import check
from telepraxis.base.record.models import Patient, Resource
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.storefronts import covering
from telepraxis.care.storefronts.coverage_document import CoverageSaid, holds_on, said_in
from telepraxis.care.storefronts.patient_part import patient_part
from telepraxis.commons.inventory.picking import today_in
from telepraxis.commons.inventory.pricing import cost_minor
from telepraxis.commons.inventory.stock import Figures

from . import enclosed
from .bodies import Said
from .models import Claim, ClaimLine, PlanSays

TYPE = "Coverage"


def take_in(claim: Claim, said: Said, by: Actor, now: datetime) -> None:
    """Note what the patient of a new claim is covered by. What can be no Coverage is none: the shelf price stands, and
    the patient is asked.
    """
    given = said.document(TYPE, said.text("coverage", 64))
    if given is None or claim.patient_id is None:
        return
    claim.coverage = _kept(given, claim, by, now)
    if claim.coverage is not None:
        claim.plan = covering.own_plan(said_in(given).key)
        claim.save(update_fields=["coverage", "plan"])


def _kept(given: dict, claim: Claim, by: Actor, now: datetime) -> Resource | None:
    """Return the pharmacy's own copy; the same card is kept once for each patient."""
    try:
        said = said_in(given)
        theirs = Resource.objects.filter(type=TYPE, patient_id=claim.patient_id).order_by("-uid")
        for row in theirs:
            doc = record.content_of(row)
            if (said_in(doc), doc.get("status")) == (said, given.get("status")):
                return row
        logical_id = Patient.objects.values_list("logical_id", flat=True).get(uid=claim.patient_id)
        doc = enclosed.coverage(given, logical_id) | {"id": str(uuid7())}
        if any(each.refuses for each in check(doc)):
            return None
        row = record.write(TYPE, doc, by=by, now=now)
    except (Refused, record.NotADocument, KeyError, TypeError, AttributeError, ValueError):
        return None
    audit.wrote(by, "storefronts.coverage_kept", patient=claim.patient_id, entity=(TYPE, row.logical_id))
    return row


def card_of(claim: Claim) -> CoverageSaid | None:
    """Return the card that came with the order; no query where none did."""
    row = Resource.objects.filter(uid=claim.coverage_id).first() if claim.coverage_id else None
    return said_in(record.content_of(row)) if row else None


def patient_pays(claim: Claim, line: ClaimLine, figures: Figures, shelf_minor: int | None, now: datetime) -> int | None:
    """Return what the patient pays of a shelf price. Four queries at most where there is a plan."""
    if shelf_minor is None or claim.plan_id is None or line.plan_refused_at is not None:
        return shelf_minor
    coverage = Resource.objects.filter(uid=claim.coverage_id).first()
    today = today_in(claim.organization_id, now)
    if coverage is None or not holds_on(record.content_of(coverage), today):
        return shelf_minor
    code = (figures.system, figures.code)
    billed = covering.own_terms(claim.plan_id, code)
    return patient_part(billed.of(code, figures.price.currency) if billed else None, shelf_minor)


def says(claim: Claim, line: ClaimLine) -> str:
    """Return what the patient is told of their plan; "" where none was named, or no price is known."""
    if claim.coverage_id is None or line.price_minor is None:
        return ""
    if line.plan_refused_at is not None:
        return PlanSays.REFUSED
    if line.covered_minor:
        return PlanSays.BILLED
    return PlanSays.NOT_BILLED if claim.plan_id is None else PlanSays.NOT_COVERED


def parts_of(line: ClaimLine, much: Decimal) -> tuple[int, int]:
    """Return what of both parts belongs to so much of a line, which is handed out next. Whatever it is handed out in,
    the parts of all of it are those of the line.
    """
    before, after = line.handed_out, line.handed_out + much
    paid, covered = (
        cost_minor(minor or 0, line.quantity, after) - cost_minor(minor or 0, line.quantity, before)
        for minor in (line.price_minor, line.covered_minor)
    )
    return paid, covered
