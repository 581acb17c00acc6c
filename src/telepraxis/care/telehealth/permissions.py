"""Who may be on the way into a visit, sit in its call, admit to it, and look at the waiting room."""

from dataclasses import dataclass

from telepraxis.base.access import Actor, Role, Rule
from telepraxis.care.encounters.models import Visit

from .models import Invitation


@dataclass(frozen=True)
class AtTheDoor:
    """A visit, and whether this browser came by its join link (and confirmed the birth date where asked)."""

    visit: Visit
    by_link: bool = False
    only_books: bool = False  # who acts for the patient was asked to book, not to take part in visits
    consent_withdrawn: bool = False  # the patient agreed to be seen by video, and agrees no more


@dataclass(frozen=True)
class GuestAtTheDoor:
    """An invitation that a browser holds. That it still stands, and stands for this browser, makes the actor."""

    invitation: Invitation
    consent_withdrawn: bool = False


def _is_patients_side(actor: Actor, door: AtTheDoor) -> bool:
    same = actor.organization_id == door.visit.organization_id
    own = actor.is_or_acts_for(door.visit.patient_id) and not door.only_books
    return same and (door.by_link or own)


def _takes_part(actor: Actor, door: AtTheDoor) -> bool:
    same = actor.organization_id == door.visit.organization_id
    if same and actor.is_clinician:
        return True
    return not door.consent_withdrawn and (_is_patients_side(actor, door) or (same and actor.guest_of == door.visit.id))


def _is_guest(actor: Actor, door: GuestAtTheDoor) -> bool:
    same = actor.organization_id == door.invitation.organization_id
    return same and actor.via == "guest" and not door.consent_withdrawn


def _hears_patient(actor: Actor, visit: Visit) -> bool:
    same = actor.organization_id == visit.organization_id
    return same and actor.has(Role.PHYSICIAN, Role.NURSE, Role.FRONT_DESK)


may_come_in = Rule("telehealth.come_in", _is_patients_side)
"""May this browser go the patient's way into the visit: by link, as the patient, or as who acts for them?"""

may_take_seat = Rule("telehealth.take_seat", _takes_part)
"""May the actor sit in the call: the patient's side while it agrees to video, guests let in, the house's clinicians."""

may_be_guest = Rule("telehealth.be_guest", _is_guest)
"""May the actor knock at the visit as an invited person, and wait there (subject: `GuestAtTheDoor`)?"""

may_invite = Rule(
    "telehealth.invite",
    lambda actor, visit: actor.is_clinician and actor.organization_id == visit.organization_id,
)
"""May the actor invite to this visit, let guests in and remove them (subject: the visit)?"""

opens_invitation = Rule("telehealth.open_invitation", lambda actor, _: True)
"""Anybody may open an invitation; what it says is checked by its signature and its row."""

may_fill_card_for = Rule("telehealth.fill_card_for", _hears_patient)
"""May the actor fill in the safety card as the patient speaks (subject: the visit)?"""

may_override_licence = Rule(
    "telehealth.override_licence",
    lambda actor, visit: actor.is_clinician and actor.practitioner_id == visit.practitioner_id,
)
"""Only the clinician who sees the patient answers for going on without a licence that holds there."""

may_see_waiting = Rule("telehealth.see_waiting", lambda actor, _: actor.is_clinician or actor.has(Role.FRONT_DESK))
"""May the actor see who waits?"""

may_write_to_waiting = Rule("telehealth.write_to_waiting", _hears_patient)
"""May the actor write to somebody who waits, and read what they answer (subject: the visit)?"""

may_write_to_all_waiting = Rule(
    "telehealth.write_to_all_waiting", lambda actor, _: actor.has(Role.PHYSICIAN, Role.NURSE, Role.FRONT_DESK)
)
"""May the actor write to everybody who waits?"""

opens_join_link = Rule("telehealth.open_join_link", lambda actor, _: True)
"""Anybody may open a link; what it says is checked by its signature."""

may_join_appointment = Rule("telehealth.join_appointment", lambda actor, patient: actor.is_or_acts_for(patient))
"""May the actor join this appointment's visit from the portal (subject: its patient)?"""

may_read_call_report = Rule(
    "telehealth.read_call_report",
    lambda actor, visit: (
        actor.organization_id == visit.organization_id and (actor.is_clinician or actor.has(Role.SYSTEM_ADMINISTRATOR))
    ),
)
"""May the actor read how a call went, minute by minute (subject: the visit)? It names nobody."""
