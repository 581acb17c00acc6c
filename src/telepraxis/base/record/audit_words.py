from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("fhir.created", office=_("Added an entry to the record"), patient=_("{who} added to your record"))
sentence("fhir.changed", office=_("Changed an entry of the record"), patient=_("{who} changed your record"))
sentence(
    "fhir.removed", office=_("Removed an entry from the record"), patient=_("{who} removed something from your record")
)
sentence("record.projected", office=_("The search entries of earlier documents were made"))

sentence(
    "record.labelled",
    office=_("Changed who may see an entry of the record"),
    patient=_("{who} changed who may see an entry of your record"),
)
sentence(
    "record.opened_author",
    office=_("Kept an entry open that is closed to others"),
    patient=_("An entry of your record stays open to {who}"),
)
sentence(
    "record.opened_break_glass",
    office=_("Opened what is closed in a record, in an emergency"),
    patient=_("{who} opened what is closed in your record, in an emergency"),
)
sentence(
    "record.opened_granted",
    office=_("Gave leave to see what is closed in a record"),
    patient=_("{who} gave a colleague leave to see what is closed in your record"),
)
sentence(
    "record.opening_ended",
    office=_("Closed again what was open in a record"),
    patient=_("{who} closed again what was open in your record"),
)
sentence(
    "record.opening_reviewed",
    office=_("Looked at why a closed part of a record was opened"),
    patient=_("{who} looked at why a closed part of your record was opened"),
)
