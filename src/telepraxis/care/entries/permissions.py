"""Who may read and keep the lists of the chart. Subjects are patients' uids."""

from uuid import UUID

from telepraxis.base.access import Actor, Rule
from telepraxis.registry.patients import proxies
from telepraxis.registry.patients.models import Proxy


def _reads_own(actor: Actor, patient: UUID) -> bool:
    if actor.via != "session":
        return False
    return actor.is_patient(patient) or (
        patient in actor.acts_for and proxies.may_do(actor.account_id, patient, Proxy.Scope.RECORD)
    )


may_read_entries = Rule("entries.read", lambda actor, patient: actor.is_clinician)
"""May the actor read the lists of this patient's chart: every clinician of the organization; every look is audited."""

may_keep_entries = Rule("entries.keep", lambda actor, patient: actor.is_clinician)
"""May the actor add to the lists, change, end, mark as wrong: physicians and nurses."""

may_read_own_entries = Rule("entries.read_own", _reads_own)
"""May the actor read the lists as the patient, or for them? A join link is no key."""
