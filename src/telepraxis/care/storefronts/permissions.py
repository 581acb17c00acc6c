"""Who may say what a pharmacy publishes, look for pharmacies, and keep a patient's places."""

from telepraxis.base.access import Role, Rule
from telepraxis.registry.patients.proxies import stands_in

may_publish = Rule("storefronts.publish", lambda actor, _subject: actor.has(Role.PHARMACIST, Role.MANAGER))
"""May the actor say what this organization publishes as a pharmacy."""

may_look = Rule("storefronts.look", lambda actor, _subject: actor.account_id is not None and bool(actor.roles))
"""May the actor look for pharmacies: whoever is signed in to the organization. What is published is public."""

may_keep_places = Rule("storefronts.keep_places", stands_in)
"""May the actor keep the places that this patient looks from: the patient, and who may act for them. Nobody else
reads them."""

may_keep_own_coverage = Rule("storefronts.keep_own_coverage", stands_in)
"""May the actor read and say what insurance this patient has: the patient, and who may act for them."""

may_keep_coverage = Rule(
    "storefronts.keep_coverage",
    lambda actor, _patient: actor.is_clinician or actor.has(Role.FRONT_DESK, Role.BILLER),
)
"""May the actor read and say it at the desk or in a visit, from the patient's card: who works with the patient."""
