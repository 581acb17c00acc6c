"""Who may take part in a visit, and who may run it. The subject is the visit."""

from uuid import UUID

from telepraxis.base.access import Actor, Role, Rule
from telepraxis.registry.accounts.models import Membership

from .models import Visit


def _is_in_visit_of(actor: Actor, visit: Visit) -> bool:
    return actor.is_clinician or actor.is_or_acts_for(visit.patient_id) or actor.guest_of == visit.id


def _runs(actor: Actor, visit: Visit) -> bool:
    return actor.is_clinician and actor.organization_id == visit.organization_id


def _opens(actor: Actor, patient: UUID) -> bool:
    return actor.is_clinician or actor.has(Role.FRONT_DESK) or actor.is_or_acts_for(patient)


def _covers(actor: Actor, visit: Visit) -> bool:
    if not actor.is_clinician or actor.practitioner_id in (None, visit.practitioner_id):
        return False
    return actor.has(Role.PHYSICIAN) or not _treated_by_physician(visit)


def _treated_by_physician(visit: Visit) -> bool:
    theirs = Membership.objects.filter(practitioner_id=visit.practitioner_id, ended_at=None)
    return theirs.filter(roles__contains=[Role.PHYSICIAN.value]).exists()


may_open_visit = Rule("encounters.open_visit", _opens)
"""May the actor have a visit opened for this patient (subject: the patient)?"""

may_take_part = Rule("encounters.take_part", _is_in_visit_of)
"""May the actor be in the visit: clinicians, the patient, who acts for the patient, and a guest let into this visit."""

may_run_visit = Rule("encounters.run_visit", _runs)
"""May the actor admit, change the way of meeting, finish and correct."""

may_room_patient = Rule("encounters.room_patient", _runs)
"""May the actor take a waiting patient and prepare them for the clinician."""

may_take_over = Rule("encounters.take_over", _covers)
"""May the actor treat instead of the visit's clinician: a physician any visit, a nurse one that no physician treats."""

may_import_visits = Rule("encounters.import_visits", lambda actor, subject: actor.has(Role.SYSTEM_ADMINISTRATOR))
"""May the actor take over another system's visits."""
