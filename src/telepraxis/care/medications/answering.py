"""Answer what is asked about a prescription: in words, or with a new prescription that takes the old line's place."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record.models import Resource
from telepraxis.base.uuid7 import uuid7
from telepraxis.registry.formulary.medicine import Medicine

from . import baskets, document, networks, request_document
from .ending import end_document, end_lines, locked
from .events import MedicineRequestAnswered
from .labelling import closed_like
from .lines import Line
from .models import Basket, PrescribedLine, Prescription, Request, Status
from .ordering import counting
from .permissions import may_answer_requests
from .refusals import NotSo, ReasonNeeded

State, What = Request.State, Request.What
LONGEST = 1000


@transaction.atomic
def take_up(*, request: UUID, option: int | None = None, by: Actor, now: datetime) -> Basket:
    """Begin the new prescription that answers a request, and return the draft; signing it answers.

    The line stands in it as it was signed, or with the offered medicine that was picked. Twice it stands there once.

    :raises NotSo: it was answered, or there is no such option.
    """
    asked = open_request(request)
    may_answer_requests.require(by, asked.patient_id)
    if asked.what == What.CANCEL or asked.line_id is None:
        raise NotSo(_("A cancellation is answered by the pharmacy."))
    draft = baskets.open_basket(patient=asked.patient_id, by=by, now=now)
    line = replace(document.line_of(record.content_of(asked.line.document)), renews=asked.line_id)
    if option is not None:
        options = request_document.options_in(record.content_of(asked.document))
        if not 0 <= option < len(options):
            raise NotSo(_("This was not offered."))
        line = with_medicine(line, options[option])
    if draft.lines.filter(renews=asked.line_id).exists():
        draft.lines.filter(renews=asked.line_id).delete()
    baskets.add_lines(draft, [line], by, now)
    asked.basket = draft
    asked.save(update_fields=["basket"])
    audit.wrote(by, "medications.drafted", patient=asked.patient_id, entity=("Request", asked.id))
    return draft


def with_medicine(line: Line, medicine: Medicine) -> Line:
    """Return the line with another medicine. A dosage in other pieces, or of another strength, is said anew."""
    before = line.medicine
    same = before is not None and (before.counted_in, before.ingredients) == (medicine.counted_in, medicine.ingredients)
    if not same or line.dosage is None:
        return replace(line, medicine=medicine, dosage=None, supply=None, typed=medicine.name)
    old = line.supply
    supply = counting.supply(
        medicine, line.dosage, repeats=old.repeats if old else 0, quantity=old.quantity if old else None
    )
    return replace(line, medicine=medicine, supply=supply, substitution=True, substitution_why="")


@transaction.atomic
def answer(*, request: UUID, words: str, approve: bool, by: Actor, now: datetime) -> Request:
    """Answer in words: deny with the reason, or say to a question about a dose that it stands as it is written.

    :raises NotSo: it was answered, or what is approved needs a new prescription. :raises ReasonNeeded: no words.
    """
    asked = open_request(request)
    may_answer_requests.require(by, asked.patient_id)
    if asked.what == What.CANCEL:
        raise NotSo(_("A cancellation is answered by the pharmacy."))
    if not words.strip():
        raise ReasonNeeded
    if approve and asked.what != What.DOSE:
        raise NotSo(_("Approve it by signing a new prescription."))
    settle(asked, State.APPROVED if approve else State.DENIED, words=words, by=by, now=now)
    networks.announce(asked.prescription, what=networks.What.ANSWER, about=asked, by=by, now=now)
    return asked


@transaction.atomic
def withdraw(*, request: UUID, by: Actor, now: datetime) -> Request:
    """Take a request back: who asked, or a prescriber who wants a prescription to stand after all.

    :raises NotSo: it was answered.
    """
    asked = open_request(request)
    if by.account_id is None or by.account_id != asked.asked_by_account:
        may_answer_requests.require(by, asked.patient_id)
    settle(asked, State.WITHDRAWN, by=by, now=now)
    return asked


def open_request(request: UUID) -> Request:
    """Return a request that waits, locked behind its prescription. :raises NotSo: it was answered."""
    locked(Request.objects.values_list("prescription_id", flat=True).get(pk=request))
    related = ("prescription", "line__document", "document")
    found = Request.objects.select_for_update(of=("self",)).select_related(*related).get(pk=request)
    if not found.is_open:
        raise NotSo(_("This was answered already."))
    return found


def settle(
    asked: Request,
    state: str,
    *,
    words: str = "",
    result: Prescription | None = None,
    documents: tuple[str, ...] = (),
    by: Actor,
    now: datetime,
) -> None:
    """Note the answer of a request that the caller has locked, in its row and its documents."""
    with tenancy.seeing_everything():
        row = Resource.objects.get(pk=asked.document_id)
        doc, said, told = record.content_of(row), [], ""
        if words.strip():
            told = str(uuid7())
            said = [
                request_document.communication(
                    id=told, task=row.logical_id, subject=doc["for"], sender=by.name or "Telepraxis",
                    words=words.strip()[:LONGEST], at=now,
                )
            ]  # fmt: skip
        after = request_document.answered(doc, state=state, at=now, answer=told, results=documents)
        record.write_many([after, *(closed_like(each, row) for each in said)], by=by, now=now)
        asked.state, asked.answered_at, asked.answered_by = state, now, (by.name or "Telepraxis")[:200]
        asked.result = result
        asked.save(update_fields=["state", "answered_at", "answered_by", "result"])
    act = "withdrawn" if state == State.WITHDRAWN else "answered"
    audit.wrote(by, f"medications.{act}", patient=asked.patient_id, entity=("Task", row.logical_id))
    tell(MedicineRequestAnswered(request=asked.id, patient=asked.patient_id, what=asked.what, state=str(state), at=now))


def settle_requests(
    draft: Basket, signed: Prescription, lines: list[PrescribedLine], *, by: Actor, now: datetime
) -> None:
    """Answer with what was just signed, and have the new lines take the place of the old ones."""
    new = {line.renews_id: line for line in lines if line.renews_id}
    asked = list(
        Request.objects.filter(basket=draft, state=State.ASKED)
        .select_related("prescription", "document")
        .order_by("id")
    )
    for prescription_id in sorted({line.renews.prescription_id for line in new.values()} | {
        each.prescription_id for each in asked
    }):  # fmt: skip
        prescription = locked(prescription_id)
        wanted = [line.renews for line in new.values() if line.renews.prescription_id == prescription_id]
        _replace(prescription, wanted, {each.line_id for each in asked if each.what != What.RENEWAL}, by, now)
    for each in asked:
        if (line := new.get(each.line_id)) is None:
            each.basket = None
            each.save(update_fields=["basket"])
            audit.wrote(by, "medications.drafted", patient=each.patient_id, entity=("Request", each.id))
            continue
        state = State.APPROVED if _same(line.renews, line) else State.CHANGED
        settle(each, state, result=signed, documents=(line.document.logical_id,), by=by, now=now)
        networks.announce(each.prescription, what=networks.What.ANSWER, about=each, by=by, now=now)


def _replace(
    prescription: Prescription, lines: list[PrescribedLine], changed: set[UUID | None], by: Actor, now: datetime
) -> None:
    """End what a newer line replaces. What a pharmacy is getting ready it finishes, unless it asked for the change."""
    for line in lines:
        line.refresh_from_db()
        if line.status == Status.ACTIVE and (not line.is_claimed or line.pk in changed):
            status = "stopped" if line.pk in changed else "completed"
            end_lines(prescription, [line], Status.REPLACED, doc_status=status, by=by, now=now)
        elif line.document_ended_at is None:
            end_document(line, "completed", by=by, now=now)


def _same(old: PrescribedLine, new: PrescribedLine) -> bool:
    """Tell whether a line was renewed as it was: medicine, dosage, supply."""
    said = [document.line_of(record.content_of(each.document)) for each in (old, new)]
    before, after = (replace(each, note="", indication="") for each in said)
    return before == after
