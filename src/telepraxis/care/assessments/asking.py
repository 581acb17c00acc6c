"""Ask a form of a patient, and ask it no more."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient
from telepraxis.care.encounters.models import Visit
from telepraxis.commons.questionnaires import authoring, library
from telepraxis.commons.questionnaires.models import Published

from .letters import send_asked
from .models import Asked, Draft
from .permissions import may_ask


class AskedAlready(Exception):
    """This form is asked of the patient already, and not answered yet."""


class NotAskedAnyMore(Exception):
    """It was answered or withdrawn meanwhile."""


class NoSuchForm(Exception):
    """No form of this name is asked here any more."""


@transaction.atomic
def ask(
    *,
    patient: UUID,
    form: str,
    due_on: date | None = None,
    visit: Visit | None = None,
    writes: bool = True,
    by: Actor,
    now: datetime,
) -> Asked:
    """Ask a form: `form` is the uid of a published one, or the name of an instrument, which then becomes one.

    With `writes` the patient gets a mail with a link and no word about what is asked.

    :raises AskedAlready: it is asked and not answered yet. :raises NoSuchForm: it is not asked here any more.
    """
    may_ask.require(by, patient)
    published = _published(form, by, now)
    asked = Asked(
        organization_id=by.organization_id,
        patient=Patient.objects.get(uid=patient),
        form_id=published.form_id,
        practitioner_id=by.practitioner_id,
        visit=visit if visit is not None and visit.patient_id == patient else None,
        asked_by=by.name,
        asked_by_account=by.account_id,
        asked_at=now,
        due_on=due_on,
    )
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError as there:
        raise AskedAlready from there
    audit.wrote(by, "assessments.asked", patient=patient, entity=("Asked", asked.id))
    if writes:
        send_asked(asked)
    return asked


def _published(form: str, by: Actor, now: datetime) -> Published:
    if form in library.instruments():
        published = authoring.adopt(instrument=form, by=by, now=now)
    else:
        published = library.published_as(_uid(form))
    if published is None or published.retired_at is not None:
        raise NoSuchForm(form[:64])
    return published


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@transaction.atomic
def withdraw(*, asked: Asked, by: Actor, now: datetime) -> Asked:
    """Ask no more; what was written so far is gone.

    :raises NotAskedAnyMore: it was answered or withdrawn meanwhile.
    """
    may_ask.require(by, asked.patient_id)
    asked = open_one(asked)
    asked.status, asked.ended_at = Asked.Status.WITHDRAWN, now
    asked.save(update_fields=["status", "ended_at"])
    asked_draft(asked).delete()
    audit.wrote(by, "assessments.withdrawn", patient=asked.patient_id, entity=("Asked", asked.id))
    return asked


def open_one(asked: Asked) -> Asked:
    """Lock what was asked and return it.

    :raises NotAskedAnyMore: it was answered or withdrawn meanwhile.
    """
    asked = Asked.objects.select_for_update(of=("self",)).select_related("form", "patient").get(pk=asked.pk)
    if asked.status != Asked.Status.OPEN:
        raise NotAskedAnyMore(asked.pk)
    return asked


def asked_draft(asked: Asked):
    """Return the draft of the answers, as a query set."""
    return Draft.objects.filter(asked=asked)
