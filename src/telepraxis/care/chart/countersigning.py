"""The second signature: a supervisor countersigns the note of a colleague in training, or returns it with a remark."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor, Role
from telepraxis.base.events import tell
from telepraxis.base.live import group, hint
from telepraxis.base.record.models import Composition, Practitioner
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import look_again
from telepraxis.registry.accounts.models import Membership

from .document import countersigned
from .events import NoteCountersigned, NoteReturned
from .models import Countersigning, Signature, Supervision
from .permissions import may_countersign, may_set_supervision


class NothingToCountersign(Exception):
    """The note was countersigned before, or lies with its author."""


class RemarkMissing(ValueError):
    """Whoever returns a note says what is to be changed."""


class CannotSupervise(Exception):
    """Only another physician who works here countersigns."""


@transaction.atomic
def set_supervisor(*, practitioner: UUID, supervisor: UUID | None, by: Actor, now: datetime) -> None:
    """Have this practitioner's notes countersigned from now on; None: no more. Notes on their way go to the new one.

    :raises CannotSupervise: the supervisor is no physician here, or the practitioner themselves.
    """
    may_set_supervision.require(by)
    if supervisor is None:
        Supervision.objects.filter(practitioner_id=practitioner).delete()
    elif supervisor == practitioner or supervisor not in {uid for uid, _ in supervisors()}:
        raise CannotSupervise(supervisor)
    else:
        Supervision.objects.update_or_create(
            organization_id=by.organization_id,
            practitioner_id=practitioner,
            defaults={"supervisor_id": supervisor, "set_at": now},
        )
        open_notes = Countersigning.objects.filter(visit__practitioner_id=practitioner, countersigned_at=None)
        open_notes.update(supervisor_id=supervisor)
    audit.wrote(by, "note.supervision_set", entity=("Practitioner", practitioner))


def supervisors() -> list[tuple[UUID, str]]:
    """Return (uid, name) of the physicians who work here, by name. Two queries."""
    here = Membership.objects.filter(ended_at=None, roles__contains=[Role.PHYSICIAN.value])
    uids = list(here.exclude(practitioner_id=None).values_list("practitioner_id", flat=True))
    return list(Practitioner.objects.filter(uid__in=uids).order_by("name_text").values_list("uid", "name_text"))


def supervisor_of(practitioner: UUID) -> UUID | None:
    """Return who countersigns the practitioner's notes, None when nobody has to. One query."""
    return Supervision.objects.filter(practitioner_id=practitioner).values_list("supervisor_id", flat=True).first()


def ask(visit: Visit, supervisor: UUID, now: datetime) -> None:
    """Bring the visit's signed note to the supervisor, for the first time or again."""
    Countersigning.objects.update_or_create(
        organization_id=visit.organization_id,
        visit=visit,
        defaults={"supervisor_id": supervisor, "asked_at": now, "returned_at": None},
    )
    _tell_lane(visit, supervisor)


@transaction.atomic
def countersign(*, visit: Visit, by: Actor, now: datetime) -> Composition:
    """Sign the note beside its author: a further version of the Composition, final, with both names and times.

    :raises NothingToCountersign: it was done before, or lies with its author.
    """
    review = _brought_to(visit, by)
    note = Signature.objects.select_related("composition").get(visit=visit, kind=Signature.Kind.NOTE).composition
    supervisor = Practitioner.objects.get(uid=by.practitioner_id)
    document = countersigned(record.content_of(note), supervisor, now)
    note = record.write("Composition", document, by=by, now=now, if_version=note.version)
    Signature.objects.create(
        organization_id=visit.organization_id,
        visit=visit,
        composition=note,
        kind=Signature.Kind.COUNTERSIGNATURE,
        practitioner=supervisor,
        account_id=by.account_id,
        signed_at=now,
        sha256=record.digest(note.doc),
    )
    review.countersigned_at = now
    review.save(update_fields=["countersigned_at"])
    audit.wrote(by, "note.countersigned", patient=visit.patient_id, entity=("Composition", note.logical_id))
    tell(NoteCountersigned(visit=visit.id, patient=visit.patient_id, composition=note.uid, at=now))
    _tell_lane(visit, review.supervisor_id)
    return note


@transaction.atomic
def give_back(*, visit: Visit, remark: str, by: Actor, now: datetime) -> Countersigning:
    """Return the note to its author with a remark; they change it, or add to it, and it comes back.

    :raises RemarkMissing: the remark is empty.
    :raises NothingToCountersign: it was countersigned before, or lies with its author already.
    """
    if not remark.strip():
        raise RemarkMissing(visit.pk)
    review = _brought_to(visit, by)
    review.returned_at, review.remark = now, remark.strip()
    review.save(update_fields=["returned_at", "remark"])
    audit.wrote(by, "note.returned", patient=visit.patient_id, entity=("Visit", visit.id), reason=remark.strip())
    tell(NoteReturned(visit=visit.id, patient=visit.patient_id, author=visit.practitioner_id, at=now))
    _tell_lane(visit, review.supervisor_id)
    return review


def _brought_to(visit: Visit, by: Actor) -> Countersigning:
    visit = Visit.objects.locked(visit)
    may_countersign.require(by, visit)
    review = Countersigning.objects.select_for_update().get(visit=visit)
    if not review.is_asked:
        raise NothingToCountersign(visit.pk)
    return review


def _tell_lane(visit: Visit, supervisor: UUID) -> None:
    look_again(visit)
    hint(group(visit.organization_id, "waiting", supervisor), "waiting", visit=visit.id)


def review_of(visit: Visit) -> Countersigning | None:
    """Return how far the second signature is; None where none is needed. One query."""
    return Countersigning.objects.filter(visit=visit).select_related("supervisor").first()


def is_returned(visit: Visit) -> bool:
    """Tell whether the note lies with its author again. One query."""
    review = review_of(visit)
    return review is not None and review.is_returned
