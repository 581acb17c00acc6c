"""Who may read and record measurements. Subjects are patients' uids."""

from uuid import UUID

from telepraxis.base.access import Actor, Rule
from telepraxis.registry.patients import proxies
from telepraxis.registry.patients.models import Proxy


def _reads(actor: Actor, patient: UUID) -> bool:
    return actor.is_clinician or _is_for(actor, patient, Proxy.Scope.RECORD)


def _records(actor: Actor, patient: UUID) -> bool:
    return actor.is_clinician or _adds_own(actor, patient)


def _adds_own(actor: Actor, patient: UUID) -> bool:
    by_link = actor.via == "link" and actor.patient_id == patient
    return by_link or _is_for(actor, patient, Proxy.Scope.RECORD, Proxy.Scope.VISIT)


def _is_for(actor: Actor, patient: UUID, *scopes: str) -> bool:
    if actor.via != "session":
        return False
    acts = patient in actor.acts_for and any(proxies.may_do(actor.account_id, patient, scope) for scope in scopes)
    return actor.is_patient(patient) or acts


may_read_measurements = Rule("measurements.read", _reads)
"""May the actor see what was measured: clinicians of the organization, the patient, who may read for them."""

may_read_as_clinician = Rule("measurements.read_as_clinician", lambda actor, patient: actor.is_clinician)

may_record_measurements = Rule("measurements.record", _records)
"""May the actor add measurements: clinicians; the patient and who acts for them, also in a visit opened by link."""

may_add_own = Rule("measurements.add_own", _adds_own)
"""May the actor add measurements as the patient's own?"""
