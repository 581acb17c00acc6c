"""Who may read and keep the lists of the chart. Subjects are patients' uids."""

from telepraxis.base.access import Rule
from telepraxis.registry.patients.proxies import stands_in

may_read_entries = Rule("entries.read", lambda actor, patient: actor.is_clinician)
"""May the actor read the lists of this patient's chart: every clinician of the organization; every look is audited."""

may_keep_entries = Rule("entries.keep", lambda actor, patient: actor.is_clinician)
"""May the actor add to the lists, change, end, mark as wrong: physicians and nurses."""

may_read_own_entries = Rule("entries.read_own", stands_in)
"""May the actor read the lists as the patient, or for them? A join link is no key."""
