"""Who may read who looked."""

from telepraxis.base.access import Actor, Role, Rule
from telepraxis.registry.patients import proxies


def _own_or_acted_for(actor: Actor, patient: object) -> bool:
    if patient is None or not actor.has(Role.PATIENT, Role.PROXY):
        return False
    return actor.is_patient(patient) or (
        patient in actor.acts_for and proxies.may_do(actor.account_id, patient, proxies.RECORD)
    )


may_read_own_log = Rule("access_log.read_own", _own_or_acted_for)
may_read_audit = Rule("access_log.read_audit", lambda actor, subject: actor.has(Role.PRIVACY_OFFICER))
may_read_sign_ins = Rule(
    "access_log.read_sign_ins", lambda actor, subject: actor.has(Role.PRIVACY_OFFICER, Role.SYSTEM_ADMINISTRATOR)
)
