"""Ask whoever pays for leave to prescribe a line: the form, on its way, granted or refused.

A draft and an open question there can be one of for each line; what was answered stands in a QuestionnaireResponse.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7
from telepraxis.commons.questionnaires import answering, response

from . import authorisation_form
from .ending import locked
from .labelling import closed_like
from .models import PrescribedLine, PriorAuthorisation, Status
from .permissions import may_authorise
from .refusals import NotSo

State = PriorAuthorisation.State
LINE = "urn:telepraxis:authorisation-of"


class NotComplete(Exception):
    """Answers are missing or cannot be right; `faults` says what by the question's linkId."""

    def __init__(self, faults: dict[str, str]):
        self.faults = faults
        super().__init__(_("Some questions have no answer yet."))


@transaction.atomic
def begin(*, line: UUID, payer: str, by: Actor, now: datetime) -> PriorAuthorisation:
    """Begin to ask about a line; while one is open, it is that one.

    :raises NotSo: nobody is named who pays, or the line is no longer active.
    """
    locked(PrescribedLine.objects.values_list("prescription_id", flat=True).get(pk=line))
    row = PrescribedLine.objects.select_related("document").get(pk=line)
    may_authorise.require(by, row.patient_id)
    begun = PriorAuthorisation.objects.filter(line=row, state__in=(State.DRAFT, State.SENT))
    if (found := begun.first()) is not None:
        return found
    if not payer.strip() or row.status != Status.ACTIVE:
        raise NotSo(_("Name who pays. Only an active line is asked about."))
    request = record.content_of(row.document)
    doc = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": authorisation_form.CANONICAL,
        "status": "in-progress",
        "subject": request["subject"],
        "authored": now.isoformat(),
        "extension": [{"url": LINE, "valueReference": {"reference": f"MedicationRequest/{row.document.logical_id}"}}],
        "item": [],
    }
    reasons = [each.get("text", "") for each in request.get("reasonCode", [])]
    if reasons:
        doc["item"] = response.items_from(authorisation_form.form(), {"diagnosis": reasons[:1]})
    asked = PriorAuthorisation(
        id=uuid7(),
        organization_id=row.organization_id,
        line=row,
        patient_id=row.patient_id,
        document=record.write("QuestionnaireResponse", closed_like(_without_empty(doc), row.document), by=by, now=now),
        payer=payer.strip()[:200],
        begun_at=now,
        begun_by=(by.name or "Telepraxis")[:200],
    )
    asked.save(force_insert=True)
    _audit(asked, by)
    return asked


@transaction.atomic
def fill_in(*, authorisation: UUID, answers: Mapping[str, list[str]], by: Actor, now: datetime) -> PriorAuthorisation:
    """Keep what is answered so far, by linkId; what is missing may come later. :raises NotSo: it was sent."""
    asked = _locked(authorisation, by, State.DRAFT)
    given = {item.link_id: answering.cleaned(item, list(answers.get(item.link_id, ()))) for item in _form().every()}
    right = {link_id: each for link_id, each in given.items() if each and not _is_wrong(link_id, each)}
    items = response.items_from(_form(), right)
    doc = record.content_of(asked.document) | {"item": items, "authored": now.isoformat()}
    _write(asked, _without_empty(doc), by, now)
    _audit(asked, by)
    return asked


@transaction.atomic
def send(*, authorisation: UUID, by: Actor, now: datetime) -> PriorAuthorisation:
    """Close the form and note that it is on its way.

    :raises NotComplete: answers are missing. :raises NotSo: it was sent.
    """
    asked = _locked(authorisation, by, State.DRAFT)
    doc = record.content_of(asked.document)
    if faults := answering.faults(_form(), response.read(_form(), doc).answers):
        raise NotComplete(faults)
    _write(asked, doc | {"status": "completed", "authored": now.isoformat()}, by, now)
    asked.state, asked.sent_at = State.SENT, now
    asked.save(update_fields=["state", "sent_at"])
    _audit(asked, by)
    return asked


@transaction.atomic
def note_answer(
    *,
    authorisation: UUID,
    granted: bool,
    number: str = "",
    valid_until: date | None = None,
    by: Actor,
    now: datetime,
) -> PriorAuthorisation:
    """Note what whoever pays has answered. :raises NotSo: it was not sent, or is granted without a number."""
    asked = _locked(authorisation, by, State.SENT)
    if granted and not number.strip():
        raise NotSo(_("Write down the number under which it was granted."))
    asked.state, asked.answered_at = (State.GRANTED if granted else State.REFUSED), now
    asked.number, asked.valid_until = number.strip()[:100], valid_until if granted else None
    asked.save(update_fields=["state", "answered_at", "number", "valid_until"])
    _audit(asked, by)
    return asked


@transaction.atomic
def withdraw(*, authorisation: UUID, by: Actor, now: datetime) -> PriorAuthorisation:
    """Take it back. :raises NotSo: it was answered."""
    asked = _locked(authorisation, by, State.DRAFT, State.SENT)
    _write(asked, record.content_of(asked.document) | {"status": "stopped"}, by, now)
    asked.state, asked.answered_at = State.WITHDRAWN, now
    asked.save(update_fields=["state", "answered_at"])
    _audit(asked, by)
    return asked


def answers_of(asked: PriorAuthorisation) -> dict[str, list[str]]:
    """Return what was answered so far, by linkId."""
    return response.read(_form(), record.content_of(asked.document)).answers


def _form():
    return authorisation_form.form()


def _is_wrong(link_id: str, given: list[str]) -> bool:
    item = next(each for each in _form().every() if each.link_id == link_id)
    return any(answering.wrong_with(item, text) for text in given)


def _locked(authorisation: UUID, by: Actor, *states: str) -> PriorAuthorisation:
    """:raises NotSo: it is in none of these states."""
    asked = PriorAuthorisation.objects.select_for_update(of=("self",)).select_related("document").get(pk=authorisation)
    may_authorise.require(by, asked.patient_id)
    if asked.state not in states:
        raise NotSo(_("This was sent or answered already, or not sent yet."))
    return asked


def _write(asked: PriorAuthorisation, doc: dict, by: Actor, now: datetime) -> None:
    asked.document = record.write("QuestionnaireResponse", doc, by=by, now=now, if_version=asked.document.version)


def _without_empty(doc: dict) -> dict:
    return {name: value for name, value in doc.items() if value != []}


def _audit(asked: PriorAuthorisation, by: Actor) -> None:
    entity = ("QuestionnaireResponse", asked.document.logical_id)
    audit.wrote(by, "medications.authorisation", patient=asked.patient_id, entity=entity)
