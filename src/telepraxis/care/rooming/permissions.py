"""Who may write the sheet and who may read it. The subject is the visit."""

from telepraxis.base.access import Actor, Rule
from telepraxis.care.encounters.models import Visit


def _is_clinician_here(actor: Actor, visit: Visit) -> bool:
    return actor.is_clinician and actor.organization_id == visit.organization_id


may_write_intake = Rule("rooming.write_intake", _is_clinician_here)
"""May the actor write the sheet; the verb asks besides that the patient is with them just now."""

may_read_intake = Rule("rooming.read_intake", _is_clinician_here)
