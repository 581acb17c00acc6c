"""Who may: one rule per question, asked by pages and verbs alike. Subjects are patients' uids, or None."""

from uuid import UUID

from telepraxis.base.access import Actor, Role, Rule
from telepraxis.care.chart.permissions import may_read_own_record


def _sets_cover(actor: Actor, practitioner: UUID | None) -> bool:
    own = practitioner is not None and actor.is_clinician and actor.practitioner_id == practitioner
    return own or actor.has(Role.MANAGER)


may_work_results = Rule("results.work", lambda actor, patient: actor.is_clinician)
"""May the actor read results, decide what happens, tell patients: every clinician, and every look is audited."""

may_open_inbox = Rule("results.open", lambda actor, subject: actor.is_clinician or actor.has(Role.MANAGER))
"""May the actor open the inbox: clinicians the list, managers who is behind with how many."""

may_oversee = Rule("results.oversee", lambda actor, subject: actor.has(Role.MANAGER))
"""May the actor see who is behind, without any result."""

may_settle = Rule("results.settle", lambda actor, subject: actor.has(Role.MANAGER))
"""May the actor settle how soon results are looked at, and when patients see them."""

may_set_cover = Rule("results.set_cover", _sets_cover)
"""May the actor say who covers this practitioner: themselves, and managers."""

may_read_own_results = Rule("results.read_own", may_read_own_record.question)
"""May the actor read what this patient was told, and say that it is read: the patient, and who reads for them."""
