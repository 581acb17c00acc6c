"""Who may phone for the practice, and who sets the phone up."""

from telepraxis.base.access import Actor, Role, Rule
from telepraxis.care.encounters.models import Visit


def _phones(actor: Actor, _subject: object) -> bool:
    return actor.is_clinician or actor.has(Role.FRONT_DESK)


def _phones_in_visit(actor: Actor, visit: Visit) -> bool:
    return actor.is_clinician and actor.organization_id == visit.organization_id


may_phone = Rule("telephony.phone", _phones)
"""May the actor call and be called with the practice's number?"""

may_phone_in_visit = Rule("telephony.phone_in_visit", _phones_in_visit)
"""May the actor call the patient of this visit?"""

may_set_up_phone = Rule("telephony.set_up", lambda actor, _: actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR))
"""May the actor say which provider, which number, and what may be dialled?"""
