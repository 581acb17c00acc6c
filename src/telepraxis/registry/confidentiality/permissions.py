"""Who may restrict, open in an emergency, watch over it, and ask for privacy. Subjects are patients' uids."""

from uuid import UUID

from telepraxis.base.access import Actor, Role, Rule


def _is_themself(actor: Actor, patient: UUID | None) -> bool:
    return actor.via == "session" and actor.is_patient(patient)


def _speaks_for(actor: Actor, patient: UUID | None) -> bool:
    """The patient, and who reads what is restricted for them: they know what there is to keep private."""
    trusted = patient in actor.acts_for and patient in actor.opened | actor.opened_as_parent
    return _is_themself(actor, patient) or (actor.via == "session" and trusted)


may_restrict = Rule("confidentiality.restrict", lambda actor, _: actor.is_clinician or actor.has(Role.PRIVACY_OFFICER))
"""May the actor put a label on an entry of a chart: who writes in it, and the officer whom the patient asked."""

may_restrict_in_chart = Rule("confidentiality.restrict_in_chart", lambda actor, _: actor.is_clinician)

may_open_in_emergency = Rule(
    "confidentiality.open_in_emergency", lambda actor, _: actor.is_clinician and actor.via == "session"
)
"""May the actor open what is closed in a chart, with a reason: clinicians, signed in themselves."""

may_watch = Rule("confidentiality.watch", lambda actor, _: actor.has(Role.PRIVACY_OFFICER))
"""May the actor review emergency openings and answer patients' wishes: the privacy officer alone."""

may_keep_own_privacy = Rule("confidentiality.keep_own", _is_themself)
"""May the actor see who opened this record, and let others read what is restricted: the patient themself."""

may_wish = Rule("confidentiality.wish", _speaks_for)
"""May the actor ask that something in this record stay private."""
