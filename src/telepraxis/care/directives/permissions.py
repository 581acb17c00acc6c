"""Who may read, keep and confirm directives, and say of their own. Subjects are patients' uids."""

from telepraxis.base.access import Role, Rule
from telepraxis.registry.patients.proxies import stands_in

may_read_directives = Rule("directives.read", lambda actor, patient: actor.is_clinician)
"""May the actor read this patient's directives: every clinician of the organization; every look is audited."""

may_keep_directives = Rule("directives.keep", lambda actor, patient: actor.is_clinician)
"""May the actor write directives down, end them and mark them as wrong: physicians and nurses."""

may_confirm_orders = Rule("directives.confirm_orders", lambda actor, patient: actor.has(Role.PHYSICIAN))
"""May the actor confirm what is a physician's order (do not resuscitate, POLST)?"""

may_read_own_directives = Rule("directives.read_own", stands_in)
"""May the actor read directives as the patient, or for them? A join link is no key."""

may_propose_own = Rule("directives.propose_own", stands_in)
"""May the actor send a directive of the patient's, which then waits to be confirmed?"""

may_withdraw = Rule(
    "directives.withdraw",
    lambda actor, patient: actor.is_clinician or (actor.via == "session" and actor.is_patient(patient)),
)
"""May the actor end a directive: clinicians to whom the patient said so, and the patient; nobody in their place."""
