"""Who may prescribe, read, ask and answer. Subjects are patients' uids; None where the practice is meant."""

from uuid import UUID

from telepraxis.base.access import PUBLIC, Actor, Role, Rule
from telepraxis.registry.patients.proxies import stands_in

from .models import Prescriber

_SETS_UP = (Role.MANAGER, Role.SYSTEM_ADMINISTRATOR)


def _prescribes(actor: Actor, patient: UUID | None) -> bool:
    if actor.practitioner_id is None or actor.via != "session":
        return False
    if actor.has(Role.PHYSICIAN):
        return True
    return actor.has(Role.NURSE) and _has_the_right(actor.practitioner_id)


def _has_the_right(practitioner: UUID) -> bool:
    return Prescriber.objects.filter(practitioner_id=practitioner, may_prescribe=True).exists()


may_prescribe = Rule("medications.prescribe", _prescribes)
"""May the actor prescribe: physicians, and nurses to whom the practice gave the right. Where is asked at signing."""

may_read_prescriptions = Rule(
    "medications.read", lambda actor, patient: actor.is_clinician or actor.has(Role.PHARMACIST)
)
"""May the actor read this patient's prescriptions: clinicians and the house's pharmacists; looks are audited."""

may_read_own_prescriptions = Rule("medications.read_own", stands_in)
"""May the actor read prescriptions as the patient, or for them? A join link is no key."""

may_ask_renewal = Rule(
    "medications.ask_renewal",
    lambda actor, patient: actor.is_clinician or actor.has(Role.FRONT_DESK) or stands_in(actor, patient),
)
"""May the actor ask for a renewal: the patient, who acts for them, and staff to whom they said so."""

may_answer_requests = Rule("medications.answer", _prescribes)
"""May the actor answer what is asked about a prescription: whoever may prescribe."""

may_cancel = Rule("medications.cancel", _prescribes)
"""May the actor cancel a prescription or a line of it: whoever may prescribe, not its author alone."""

may_report_fills = Rule("medications.report_fills", lambda actor, patient: actor.has(Role.PHARMACIST))
"""May the actor say that a pharmacy claimed or handed out a line, ask for a change, confirm a cancellation?"""

may_authorise = Rule("medications.authorise", lambda actor, patient: actor.is_clinician)
"""May the actor ask whoever pays for leave, and note the answer?"""

may_keep_sentences = Rule("medications.keep_sentences", lambda actor, subject: _prescribes(actor, None))
"""May the actor keep lines of their own?"""

may_keep_practice_sentences = Rule(
    "medications.keep_practice_sentences", lambda actor, subject: actor.has(Role.PHYSICIAN, Role.MANAGER)
)
"""May the actor keep lines for the whole practice?"""

may_see_sentences = Rule(
    "medications.see_sentences",
    lambda actor, subject: may_keep_sentences.allows(actor) or may_keep_practice_sentences.allows(actor),
)
"""May the actor see what is kept: whoever may keep something."""

may_set_prescribing = Rule("medications.set_up", lambda actor, subject: actor.has(*_SETS_UP))
"""May the actor say who prescribes beyond their role, and how long prescriptions are good for?"""

may_record_audit = Rule("medications.record_audit", lambda actor, subject: actor.has(*_SETS_UP))
"""May the actor record, or as a second person confirm, that prescribing of controlled substances was audited?"""

may_read_override_rates = Rule(
    "medications.read_override_rates", lambda actor, subject: actor.has(Role.MANAGER, Role.PHYSICIAN)
)
"""May the actor read how often which warning is gone past?"""

may_ask_status = PUBLIC
"""Whoever holds a prescription may ask whether it is genuine and what is left of it."""

may_state = Rule("medications.state", lambda actor, patient: actor.is_clinician)
"""May the actor write down whether the patient is pregnant or breastfeeding?"""
