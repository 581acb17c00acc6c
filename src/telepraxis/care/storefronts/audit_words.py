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
