"""Who may add to the record as the patient's side, and who answers. Subjects are patients' uids."""

from uuid import UUID

from telepraxis.base.access import Actor, Rule
from telepraxis.care.chart.permissions import may_read_own_record


def _is_patients_side(actor: Actor, patient: UUID) -> bool:
    return not actor.is_staff and may_read_own_record.allows(actor, patient)


may_contribute = Rule("contributions.add", _is_patients_side)
"""May the actor add to this record, ask about it and ask to correct it: the patient, and who may read the record for
them today. A join link is no key."""

may_see_own_page = Rule("contributions.own_page", lambda actor, _subject: actor.via == "session" and not actor.is_staff)
"""May the actor ask for the page of their own record: patients and who acts for them."""

may_see_from_patients = Rule("contributions.inbox", lambda actor, _subject: actor.is_clinician)
"""May the actor see what comes from patients: physicians and nurses."""

may_answer = Rule("contributions.answer", lambda actor, patient: actor.is_clinician)
"""May the actor answer this patient's questions and requests, and say that what they sent was seen."""
