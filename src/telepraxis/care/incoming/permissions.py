"""Who may bring a record in: whoever may read the whole chart. Subjects are patients' uids."""

from telepraxis.base.access import Rule

may_bring_in = Rule("incoming.bring_in", lambda actor, patient: actor.is_clinician)
"""May the actor hold another system's record against this chart, and merge it: every clinician of the organization."""
