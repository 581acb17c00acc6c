"""Ask the prescriber about a line: another product, what to give instead, a dose. What they answer comes back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Resource
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.medications import request_document
from telepraxis.registry.formulary.medicine import Medicine

from . import post, remarks
from .bodies import LineSaid, Said
from .claims import locked_line, settle
from .models import Claim, ClaimLine, Question
from .permissions import may_dispense
from .refusals import NotSo, ReasonNeeded

State = Question.State
ANSWERS = (State.APPROVED, State.CHANGED, State.DENIED, State.WITHDRAWN)
LONGEST = 1000


@transaction.atomic
def ask_prescriber(
    *, claim_line: UUID, what: str, words: str, options: tuple[Medicine, ...] = (), by: Actor, now: datetime
) -> Question:
    """Ask for another product (`options` are what there is), or about a dose. While one waits, it is that one.

    :raises ReasonNeeded: nothing is said. :raises NotSo: the line is not open.
    """
    claim, line = locked_line(claim_line)
    may_dispense.require(by, claim.patient_id)
    if not line.is_open or line.document_id is None:
        raise NotSo(_("This is not open any more."))
    if not (words.strip() or options):
        raise ReasonNeeded
    waits = Question.objects.filter(claim_line=line, what=what, state=State.ASKED)
    if (found := waits.first()) is not None:
        return found
    id = uuid7()
    doc = request_document.task(
        what=what, label=str(Question.What(what).label), number=claim.prescription_number,
        focus=f"MedicationRequest/{line.document.logical_id}", subject=record.content_of(line.document)["subject"],
        asked_by=by.name, words=words.strip()[:LONGEST], options=options, at=now,
    )  # fmt: skip
    row = Question(
        id=id, organization_id=claim.organization_id, claim_line=line, patient_id=claim.patient_id, what=what,
        document=record.write("Task", doc | {"id": str(id)}, by=by, now=now), asked_at=now, asked_by=by.name[:200],
    )  # fmt: skip
    row.save(force_insert=True)
    audit.wrote(by, "pharmacy.prescriber_asked", patient=claim.patient_id, entity=("Task", str(id)))
    said = {"line": line.line, "what": what, "reference": id}
    told = {name: value for name, value in doc.items() if name not in ("for", "focus")}
    post.send("pharmacy.change_asked", claim, lines=[said], documents=[told], by=by, now=now)
    settle(claim, now)
    return row


def answered(claim: Claim, each: LineSaid, said: Said, by: Actor, now: datetime) -> None:
    """Note what the prescriber answered to what waits about a line; their words are a remark."""
    state = each.text("state")
    waits = Question.objects.filter(
        claim_line__claim=claim, claim_line__line=each.line, what=each.text("what"), state=State.ASKED
    )
    row = waits.select_related("document").first()
    if row is None or state not in ANSWERS:
        return
    row.state, row.answered_at, row.answered_by = state, now, each.text("author")[:200]
    row.save(update_fields=["state", "answered_at", "answered_by"])
    stored = Resource.objects.get(pk=row.document_id)
    after = request_document.answered(record.content_of(stored), state=state, at=now)
    record.write("Task", after, by=by, now=now, if_version=stored.version)
    if words := each.text("words").strip()[:LONGEST]:
        remarks.keep(
            claim=claim, words=words, author=each.text("author") or claim.issuer_name, message=uuid7(), by=by, now=now
        )


def open_questions(line: ClaimLine) -> list[Question]:
    """Return what waits for the prescriber about a line."""
    return list(line.questions.filter(state=State.ASKED).order_by("asked_at"))
