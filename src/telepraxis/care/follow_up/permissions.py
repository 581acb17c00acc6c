"""Who may write a plan, tick a step off, work the list of what is due."""

from uuid import UUID

from telepraxis.base.access import Actor, Role, Rule
from telepraxis.care.chart.permissions import may_read_chart, may_read_own_record

from .models import Step

DESK = (Role.FRONT_DESK, Role.NURSE, Role.PHYSICIAN, Role.MANAGER)


def _plans(actor: Actor, visit) -> bool:
    return actor.is_clinician and actor.practitioner_id is not None


def _reads(actor: Actor, patient: UUID) -> bool:
    return may_read_chart.allows(actor, patient) or may_read_own_record.allows(actor, patient)


def _ticks(actor: Actor, step: Step) -> bool:
    """The patient ticks what is theirs to do; staff tick anything."""
    if actor.has(*DESK):
        return True
    return step.who == Step.Who.PATIENT and may_read_own_record.allows(actor, step.patient_id)


may_plan = Rule("follow_up.plan", _plans)
"""May the actor write what happens next after this visit: every clinician, under their own name."""

may_read_plan = Rule("follow_up.read", _reads)
"""May the actor read this patient's plan: clinicians, the patient, who reads their record for them."""

may_tick = Rule("follow_up.tick", _ticks)
"""May the actor say that this step is done, or that it is not after all?"""

may_work_list = Rule("follow_up.work_list", lambda actor, subject: actor.has(*DESK))
"""May the actor see what is due at the practice, and close it with a reason?"""

may_watch_measurements = Rule("follow_up.watch", lambda actor, subject: actor.is_clinician)
"""May the actor see which values asked for are missing or out of limits?"""
