from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("storefronts.said", office=_("Changed what the pharmacy says of itself"))
sentence("storefronts.published", office=_("Published the pharmacy with its stock and prices"))
sentence("storefronts.withdrawn", office=_("Took the pharmacy and its prices from sight"))
sentence("storefronts.not_understood", office=_("Could not read what a pharmacy elsewhere publishes"))
sentence(
    "storefronts.place_kept",
    office=_("Kept a place to look for pharmacies from"),
    patient=_("{who} kept a place of yours to look for pharmacies from"),
)
sentence(
    "storefronts.place_dropped",
    office=_("Removed a place to look for pharmacies from"),
    patient=_("{who} removed a place of yours to look for pharmacies from"),
)
sentence(
    "storefronts.places_seen",
    office=_("Looked at the places from which pharmacies are looked for"),
    patient=_("{who} looked at the places from which you look for pharmacies"),
)
sentence("storefronts.plan_kept", office=_("Kept a plan that the pharmacy bills"))
sentence("storefronts.plan_retired", office=_("Ended a plan that the pharmacy billed"))
sentence("storefronts.plan_excepted", office=_("Changed what a plan pays for a product"))
sentence("storefronts.plan_brought", office=_("Brought in a file of what a plan pays"))
sentence(
    "storefronts.coverage_seen",
    office=_("Looked at what insurance a patient has"),
    patient=_("{who} looked at what insurance you have"),
)
sentence(
    "storefronts.coverage_kept",
    office=_("Noted what insurance a patient has"),
    patient=_("{who} noted what insurance you have"),
)
sentence(
    "storefronts.coverage_ended",
    office=_("Noted that an insurance of a patient has ended"),
    patient=_("{who} noted that an insurance of yours has ended"),
)
