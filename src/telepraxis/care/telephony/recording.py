"""The gate before any recording: both sides have agreed, or nothing records. There is no recorder behind it yet."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.permissions import may_run_visit, may_take_part
from telepraxis.care.encounters.visits import refuse_when_over

from .models import RecordingConsent

Side = RecordingConsent.Side


class RecordingRefused(Exception):
    """Nothing is recorded; the text says what is missing."""


class NotBothAgreed(RecordingRefused):
    """One side, or both, has not agreed."""


class NothingRecords(RecordingRefused):
    """Both agreed, but this installation has no recorder."""


@transaction.atomic
def agree(*, visit: Visit, side: str, by: Actor, now: datetime) -> RecordingConsent:
    """Keep one side's yes. Each agrees for themselves: the clinician as clinician, the patient's side as patient.

    :raises NotAllowed: the actor is not of that side.
    :raises VisitIsOver: there is nothing left to record.
    """
    _of_side(visit, side, by)
    refuse_when_over(visit)
    consent, _is_new = RecordingConsent.objects.get_or_create(
        organization_id=visit.organization_id,
        visit=visit,
        side=side,
        withdrawn_at=None,
        defaults={"name": by.name, "agreed_at": now},
    )
    audit.wrote(by, "phone.recording_agreed", patient=visit.patient_id, entity=("Visit", visit.id))
    return consent


@transaction.atomic
def withdraw(*, visit: Visit, side: str, by: Actor, now: datetime) -> None:
    """Take the yes back, at any time."""
    _of_side(visit, side, by)
    if RecordingConsent.objects.filter(visit=visit, side=side, withdrawn_at=None).update(withdrawn_at=now):
        audit.wrote(by, "phone.recording_withdrawn", patient=visit.patient_id, entity=("Visit", visit.id))


def _of_side(visit: Visit, side: str, by: Actor) -> None:
    (may_run_visit if side == Side.CLINICIAN else may_take_part).require(by, visit)
    if side == Side.PATIENT and not by.is_or_acts_for(visit.patient_id):
        may_take_part.require(None, visit)


def both_agreed(visit: Visit) -> bool:
    """Tell whether every side has said yes and none has taken it back. One query."""
    sides = RecordingConsent.objects.filter(visit=visit, withdrawn_at=None).values_list("side", flat=True)
    return set(sides) == set(Side.values)


def begin(*, visit: Visit, by: Actor, now: datetime) -> None:
    """Record the visit from now: refused, and the refusal kept, unless both sides have agreed.

    :raises NotBothAgreed: one side has not agreed.
    :raises NothingRecords: there is no recorder in this installation.
    """
    may_run_visit.require(by, visit)
    with transaction.atomic():
        agreed = both_agreed(visit)
        audit.wrote(
            by,
            "phone.recording_refused",
            patient=visit.patient_id,
            entity=("Visit", visit.id),
            reason="no recorder" if agreed else "not both agreed",
        )
    if not agreed:
        raise NotBothAgreed(_("Nothing is recorded: patient and clinician must both agree first."))
    raise NothingRecords(_("Nothing is recorded: this installation has no recorder."))
