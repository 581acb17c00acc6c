"""Who may enrol and amend practitioners, and who may see them."""

from uuid import UUID

from telepraxis.base.access import Actor, Role, Rule


def _manages_or_is_themselves(actor: Actor, practitioner: UUID | None) -> bool:
    is_themselves = practitioner is not None and practitioner == actor.practitioner_id and actor.is_clinician
    return is_themselves or actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR)


may_enrol_practitioners = Rule(
    "practitioners.enrol", lambda actor, _: actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR)
)
# Name, portrait, languages and the like: the practitioner may keep their own. The subject is the practitioner's uid.
may_amend_practitioner = Rule("practitioners.amend", _manages_or_is_themselves)
