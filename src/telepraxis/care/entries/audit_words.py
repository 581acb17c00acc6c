from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("entries.read", office=_("Looked at the lists of the chart"), patient=_("{who} looked at your health record"))
sentence("entries.added", office=_("Added to the chart"), patient=_("{who} added something to your health record"))
sentence("entries.amended", office=_("Changed an entry of the chart"), patient=_("{who} changed your health record"))
sentence(
    "entries.ended",
    office=_("Ended an entry of the chart"),
    patient=_("{who} noted in your health record that something is over"),
)
sentence(
    "entries.in_error",
    office=_("Marked an entry of the chart as entered in error"),
    patient=_("{who} marked an entry of your health record as wrong"),
)
sentence(
    "entries.none_known",
    office=_("Stated that no allergies are known"),
    patient=_("{who} noted that you have no known allergies"),
)
sentence("entries.reviewed", office=_("Reviewed the medicines"), patient=_("{who} reviewed your medicines with you"))
