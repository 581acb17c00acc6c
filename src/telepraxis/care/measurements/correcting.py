"""Take back a wrong measurement: it stays in the record, marked as an error."""

from datetime import datetime

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor, Rule
from telepraxis.base.record.authors import is_by_patient
from telepraxis.base.record.models import Observation

from .kinds import BY_CODE
from .permissions import may_add_own


class NotAMeasurement(Exception):
    """This Observation is no measurement of this room."""


class ReasonNeeded(ValueError):
    """A correction says why."""


def _takes_back(actor: Actor, observation: Observation) -> bool:
    theirs = was_added_by_patient(record.content_of(observation))
    return actor.is_clinician or (theirs and may_add_own.allows(actor, observation.patient_id))


may_take_back = Rule("measurements.take_back", _takes_back)
"""May the actor mark this measurement as wrong: clinicians any, the patient's side what they added themselves."""


@transaction.atomic
def entered_in_error(*, observation: Observation, reason: str, by: Actor, now: datetime) -> Observation:
    """Mark the measurement as wrong; it is shown no more, and its history keeps it. Said twice it changes nothing.

    :raises ReasonNeeded: no reason was given.
    :raises NotAMeasurement: the Observation is of another kind.
    """
    observation = Observation.objects.select_for_update().get(pk=observation.pk)
    may_take_back.require(by, observation)
    if observation.code not in BY_CODE:
        raise NotAMeasurement(observation.pk)
    if observation.status == "entered-in-error":
        return observation
    if not reason.strip():
        raise ReasonNeeded
    document = record.content_of(observation)
    document["note"] = [*document.get("note", []), {"text": reason.strip()[:500], "time": now.isoformat()}]
    document["status"] = "entered-in-error"
    audit.wrote(
        by,
        "measurements.in_error",
        patient=observation.patient_id,
        entity=("Observation", observation.logical_id),
        reason=reason.strip()[:200],
    )
    return record.write("Observation", document, by=by, now=now, if_version=observation.version)


def was_added_by_patient(document: dict) -> bool:
    """Tell whether the patient's side recorded it."""
    return is_by_patient(document)
