from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "assessments.asked", office=_("Asked a patient to fill in a form"), patient=_("{who} asked you to fill in a form")
)
sentence("assessments.withdrawn", office=_("Asked for a form no more"), patient=_("{who} asked for the form no more"))
sentence("assessments.saved", office=_("Wrote answers in a form"), patient=_("{who} wrote answers in a form of yours"))
sentence("assessments.handed_in", office=_("Handed in a form"), patient=_("{who} handed in a form of yours"))
sentence(
    "assessments.scored",
    office=_("Scored the answers of a form"),
    patient=_("{who} sent answers to a form for your record"),
)
sentence("assessments.seen", office=_("Marked answers as seen"), patient=_("{who} has seen the answers of your form"))
sentence(
    "assessments.read", office=_("Looked at the answers of forms"), patient=_("{who} looked at your answers in forms")
)
sentence("assessments.list_read", office=_("Looked at the list of answered forms"))
sentence(
    "assessments.labelled",
    office=_("Kept the list of answered forms in step with a label"),
    patient=_("{who} kept your answers in step with their label"),
)
