from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("fhir.created", office=_("Added an entry to the record"), patient=_("{who} added to your record"))
sentence("fhir.changed", office=_("Changed an entry of the record"), patient=_("{who} changed your record"))
sentence(
    "fhir.removed", office=_("Removed an entry from the record"), patient=_("{who} removed something from your record")
)
sentence("record.projected", office=_("The search entries of earlier documents were made"))
