"""Who may book, see and keep appointments; asked by pages, sockets and verbs alike."""

from uuid import UUID

from telepraxis.base.access import CLINICIANS, Actor, Role, Rule
from telepraxis.registry.patients import proxies

DESK = (Role.FRONT_DESK, Role.NURSE, Role.PHYSICIAN, Role.MANAGER)
SET_UP = (Role.MANAGER, Role.SYSTEM_ADMINISTRATOR)


def _is_desk(actor: Actor, subject=None) -> bool:
    return actor.has(*DESK)


def _own_or_desk(actor: Actor, patient_id: UUID | None) -> bool:
    return actor.has(*DESK) or actor.is_or_acts_for(patient_id)


def _own_books_or_desk(actor: Actor, patient_id: UUID | None) -> bool:
    """Who acts for a patient books for them only when their authority says so."""
    if actor.has(*DESK) or actor.is_patient(patient_id):
        return True
    return patient_id in actor.acts_for and proxies.may_do(actor.account_id, patient_id, proxies.BOOK)


may_book = Rule("scheduling.book", _own_books_or_desk)
may_see_appointment = Rule("scheduling.see_appointment", _own_or_desk)
may_change_appointment = Rule("scheduling.change_appointment", _own_books_or_desk)
may_start_booking = Rule("scheduling.start_booking", lambda actor, subject: actor.has(Role.PATIENT, Role.PROXY))
may_pass_cut_off = Rule("scheduling.pass_cut_off", _is_desk)
may_run_desk = Rule("scheduling.run_desk", _is_desk)
may_see_own_schedule = Rule(
    "scheduling.see_own_schedule",
    lambda actor, subject: actor.has(*CLINICIANS) and actor.practitioner_id is not None,
)
may_set_up = Rule("scheduling.set_up", lambda actor, subject: actor.has(*SET_UP))


def _may_change_hours(actor: Actor, practitioner_id: UUID | None) -> bool:
    return actor.has(*SET_UP) or (practitioner_id is not None and practitioner_id == actor.practitioner_id)


may_change_hours = Rule("scheduling.change_hours", _may_change_hours)
may_import = Rule("scheduling.import", lambda actor, subject: actor.has(Role.SYSTEM_ADMINISTRATOR))
