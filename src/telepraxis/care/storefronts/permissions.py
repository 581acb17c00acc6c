"""Who may say what a pharmacy publishes, look for pharmacies, and keep a patient's places."""

from uuid import UUID

from telepraxis.base.access import Actor, Role, Rule
from telepraxis.registry.patients import proxies
from telepraxis.registry.patients.models import Proxy


def _is_theirs(actor: Actor, patient: UUID) -> bool:
    if actor.via != "session":
        return False
    return actor.is_patient(patient) or (
        patient in actor.acts_for and proxies.may_do(actor.account_id, patient, Proxy.Scope.RECORD)
    )


may_publish = Rule("storefronts.publish", lambda actor, _subject: actor.has(Role.PHARMACIST, Role.MANAGER))
"""May the actor say what this organization publishes as a pharmacy."""

may_look = Rule("storefronts.look", lambda actor, _subject: actor.account_id is not None and bool(actor.roles))
"""May the actor look for pharmacies: whoever is signed in to the organization. What is published is public."""

may_keep_places = Rule("storefronts.keep_places", _is_theirs)
"""May the actor keep the places that this patient looks from: the patient, and who may act for them. Nobody else
reads them."""
