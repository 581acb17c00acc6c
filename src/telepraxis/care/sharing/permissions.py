"""Who may share, save and see what was shared. Subjects are patients' uids."""

from uuid import UUID

from telepraxis.base.access import Actor, Rule
from telepraxis.care.chart.permissions import may_read_own_record


def _shares(actor: Actor, patient: UUID) -> bool:
    return not actor.is_staff and may_read_own_record.allows(actor, patient)


may_share = Rule("sharing.share", _shares)
"""May the actor hand this record on, or save all of it: the patient, and who may read the record for them today."""
