"""Who may ask, answer and see. Subjects are patients' uids, or what was asked."""

from uuid import UUID

from telepraxis.base.access import Actor, Rule
from telepraxis.care.chart.permissions import may_read_own_record

from .models import Asked


def _answers(actor: Actor, asked: Asked) -> bool:
    return actor.is_clinician or may_read_own_record.allows(actor, asked.patient_id)


may_ask = Rule("assessments.ask", lambda actor, patient: actor.is_clinician)
"""May the actor ask forms of this patient, and see what was asked and answered: clinicians of the organization."""

may_answer = Rule("assessments.answer", _answers)
"""May the actor answer what was asked: the patient, who acts for them with the record, a clinician who reads it out."""

may_answer_own = may_read_own_record
"""May the actor see and answer what is asked of this patient, as the patient or for them?"""

may_see_answered = Rule("assessments.see", lambda actor, subject: actor.is_clinician)
"""May the actor see which answers came in, and take them off the list."""


def acts_for(actor: Actor, patient: UUID) -> bool:
    """Tell whether the actor answers for somebody else."""
    return not actor.is_clinician and not actor.is_patient(patient)
