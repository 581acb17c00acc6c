"""Who may ask for a picture, and who answers. Subjects are visits."""

from telepraxis.base.access import Actor, Rule
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.permissions import may_run_visit
from telepraxis.commons.documents.permissions import may_send_files


def _answers(actor: Actor, visit: Visit) -> bool:
    return not actor.is_clinician and may_send_files.allows(actor, visit.patient_id)


may_ask_for_still = Rule("examination.ask", may_run_visit.question)
"""May the actor ask the patient for a picture: clinicians of the organization."""

may_answer_for_still = Rule("examination.answer", _answers)
"""May the actor take or decline it: the patient and who acts for them, also by the visit's link. Nobody else agrees."""
