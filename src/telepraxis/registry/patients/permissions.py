"""Who may find, see, register and amend patients, and say who acts for them. Subjects are patients' uids."""

from uuid import UUID

from telepraxis.base.access import Actor, Role, Rule

MEET_PATIENTS = (Role.PHYSICIAN, Role.NURSE, Role.FRONT_DESK, Role.MANAGER)
MERGE_PATIENTS = (Role.PHYSICIAN, Role.FRONT_DESK, Role.PHARMACIST, Role.PRIVACY_OFFICER)
KNOW_PATIENTS = (*MEET_PATIENTS, Role.BILLER)


def _knows_or_is(actor: Actor, patient: UUID | None) -> bool:
    return actor.has(*KNOW_PATIENTS) or actor.is_or_acts_for(patient)


def _meets_or_is(actor: Actor, patient: UUID | None) -> bool:
    return actor.has(*MEET_PATIENTS) or actor.is_or_acts_for(patient)


def _registers(actor: Actor, _subject: object) -> bool:
    return actor.has(*MEET_PATIENTS) or actor.via == "public"


may_find_patients = Rule("patients.find", lambda actor, _: actor.has(*KNOW_PATIENTS))
may_see_patient = Rule("patients.see", _knows_or_is)
may_see_patient_as_staff = Rule("patients.see_as_staff", lambda actor, _: actor.has(*KNOW_PATIENTS))
may_register_patients = Rule("patients.register", _registers)
may_register_as_staff = Rule("patients.register_as_staff", lambda actor, _: actor.has(*MEET_PATIENTS))
may_amend_patient = Rule("patients.amend", _meets_or_is)
may_amend_identity = Rule("patients.amend_identity", lambda actor, _: actor.has(*MEET_PATIENTS))
may_appoint_proxies = Rule("patients.appoint_proxies", lambda actor, _: actor.has(*MEET_PATIENTS))
may_open_restricted = Rule(
    "patients.open_restricted",
    lambda actor, patient: actor.via == "session" and actor.is_patient(patient) or may_appoint_proxies.allows(actor),
)
"""May the actor let a proxy read what is restricted: the patient by their own sign-in, staff at their wish."""
may_keep_own_details = Rule("patients.keep_own_details", lambda actor, _: bool(actor.patient_id or actor.acts_for))
may_import_patients = Rule("patients.import", lambda actor, _: actor.has(Role.SYSTEM_ADMINISTRATOR))
may_merge_patients = Rule("patients.merge", lambda actor, _: actor.has(*MERGE_PATIENTS))
"""May the actor say that two records are one person's: at a pharmacy, whose customers come from several practices, the
pharmacist too.
"""
may_set_duplicates_aside = Rule(
    "patients.set_duplicates_aside", lambda actor, _: actor.has(*MEET_PATIENTS, Role.PHARMACIST)
)
