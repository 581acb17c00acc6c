from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "sharing.listed",
    office=_("Looked at the links that a patient shares"),
    patient=_("{who} looked at the links that you share"),
)
sentence(
    "sharing.shared", office=_("Shared a summary by link"), patient=_("{who} shared a summary of your record by link")
)
sentence("sharing.ended", office=_("Ended a shared link"), patient=_("{who} ended a link to a summary of your record"))
sentence(
    "sharing.opened",
    office=_("Opened a shared summary (name as they said)"),
    patient=_("{who} (as they said) opened the summary that you share"),
)
sentence(
    "sharing.passcode_wrong",
    office=_("Gave a wrong passcode for a shared summary"),
    patient=_("{who} gave a wrong passcode for a link that you share"),
)
sentence(
    "sharing.refused",
    office=_("Tried a shared link that works no more"),
    patient=_("{who} tried a link of yours that works no more"),
)
sentence(
    "fhir.summary",
    office=_("Read the summary of a record through an app"),
    patient=_("{who} read the summary of your record"),
)
sentence("sharing.saved", office=_("Saved a whole record"), patient=_("{who} saved your whole record"))
