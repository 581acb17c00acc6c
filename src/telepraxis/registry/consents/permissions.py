"""Who may publish consent texts, and who may give, withdraw and see consent. Subjects are patients' uids."""

from uuid import UUID

from telepraxis.base.access import Actor, Role, Rule

HEAR_PATIENTS = (Role.PHYSICIAN, Role.NURSE, Role.FRONT_DESK, Role.MANAGER)


def _is_or_hears(actor: Actor, patient: UUID | None) -> bool:
    """Staff write down what the patient says; the Consent names them."""
    return actor.is_or_acts_for(patient) or actor.has(*HEAR_PATIENTS)


may_publish_texts = Rule("consents.publish", lambda actor, _: actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR))
may_give_consent = Rule("consents.give", _is_or_hears)
may_see_consents = Rule("consents.see", _is_or_hears)
