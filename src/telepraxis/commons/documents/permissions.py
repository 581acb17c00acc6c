"""Who may send files into a patient's record, and see them. Subjects are patients' uids."""

from uuid import UUID

from telepraxis.base.access import Actor, Role, Rule
from telepraxis.registry.patients import proxies
from telepraxis.registry.patients.models import Proxy


def _sees(actor: Actor, patient: UUID) -> bool:
    return actor.is_clinician or _is_for(actor, patient, Proxy.Scope.RECORD)


def _sends(actor: Actor, patient: UUID) -> bool:
    by_link = actor.via == "link" and actor.patient_id == patient
    return actor.is_clinician or by_link or _is_for(actor, patient, Proxy.Scope.RECORD, Proxy.Scope.VISIT)


def _is_for(actor: Actor, patient: UUID, *scopes: str) -> bool:
    if actor.via != "session":
        return False
    acts = patient in actor.acts_for and any(proxies.may_do(actor.account_id, patient, scope) for scope in scopes)
    return actor.is_patient(patient) or acts


may_see_files = Rule("documents.see", _sees)
"""May the actor see the patient's files: clinicians of the organization, the patient, who may read for them."""

may_see_files_as_clinician = Rule("documents.see_as_clinician", lambda actor, patient: actor.is_clinician)

may_send_files = Rule("documents.send", _sends)
"""May the actor send a file into the record: clinicians, the patient's side; by a join link within its visit."""

may_file_scans = Rule(
    "documents.file_scans", lambda actor, patient: actor.has(Role.FRONT_DESK, Role.NURSE, Role.PHYSICIAN)
)
"""May the actor put scanned paper into the patient's record: who opens the practice's post."""
