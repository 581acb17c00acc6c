from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "contributions.listed",
    office=_("Looked at what a patient added and asked"),
    patient=_("{who} looked at what you added and asked"),
)
sentence("contributions.symptom", office=_("Wrote down a symptom"), patient=_("{who} wrote down a symptom"))
sentence(
    "contributions.taken_back",
    office=_("Took back an own entry"),
    patient=_("{who} took back an entry that you had added"),
)
sentence(
    "contributions.arrived",
    office=_("A value to look at came in from a patient"),
    patient=_("{who} sent a value of yours that the practice should look at"),
)
sentence(
    "contributions.seen",
    office=_("Looked at what a patient sent"),
    patient=_("{who} looked at what you sent"),
)
sentence("contributions.asked", office=_("Asked about an entry"), patient=_("{who} asked about an entry"))
sentence("contributions.answered", office=_("Answered a patient's question"), patient=_("{who} answered your question"))
sentence("contributions.told", office=_("Read an answer of the practice"), patient=_("{who} read an answer"))
sentence(
    "contributions.correction_asked",
    office=_("Asked for a correction"),
    patient=_("{who} asked for a correction of your record"),
)
sentence(
    "contributions.correction_accepted",
    office=_("Accepted a patient's correction"),
    patient=_("{who} accepted your correction"),
)
sentence(
    "contributions.correction_declined",
    office=_("Declined a patient's correction"),
    patient=_("{who} declined your correction, with a reason"),
)
sentence(
    "contributions.disagreed",
    office=_("Added a statement of disagreement"),
    patient=_("{who} added a statement of disagreement"),
)
sentence(
    "contributions.inbox", office=_("Looked at what came from patients"), patient=_("{who} looked at what you sent")
)
sentence(
    "contributions.statement_labelled",
    office=_("Closed or opened a patient's statement with its entry"),
    patient=_("{who} closed or opened your statement with the entry that it is about"),
)
