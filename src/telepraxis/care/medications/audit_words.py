from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("medications.begun", office=_("Began a prescription"), patient=_("{who} began a prescription for you"))
sentence("medications.drafted", office=_("Wrote on a prescription"), patient=_("{who} wrote on a prescription for you"))
sentence(
    "medications.checked",
    office=_("Checked a prescription against the record"),
    patient=_("{who} had a prescription checked against your record"),
)
sentence(
    "medications.put_aside", office=_("Put a prescription aside"), patient=_("{who} put a prescription for you aside")
)
sentence(
    "medications.shown", office=_("Looked over a prescription to sign"), patient=_("{who} looked over a prescription")
)
sentence("medications.signed", office=_("Signed a prescription"), patient=_("{who} signed a prescription for you"))
sentence(
    "medications.overridden",
    office=_("Went past a warning with a reason"),
    patient=_("{who} prescribed in spite of a warning, with a reason"),
)
sentence(
    "medications.paper_made",
    office=_("Made the paper of a prescription"),
    patient=_("{who} made the paper of a prescription"),
)
sentence("medications.read", office=_("Looked at prescriptions"), patient=_("{who} looked at your prescriptions"))
sentence("medications.paper_read", office=_("Opened a prescription"), patient=_("{who} opened a prescription of yours"))
sentence(
    "medications.status_asked",
    office=_("Asked whether a prescription is good"),
    patient=_("{who} asked whether a prescription of yours is good"),
)
sentence(
    "medications.cancelled", office=_("Cancelled a prescription"), patient=_("{who} cancelled a prescription of yours")
)
sentence(
    "medications.cancel_asked",
    office=_("Asked a pharmacy to give a prescription back"),
    patient=_("{who} asked the pharmacy to give a prescription of yours back"),
)
sentence(
    "medications.asked",
    office=_("Asked about a prescription"),
    patient=_("{who} asked something about a prescription of yours"),
)
sentence(
    "medications.answered",
    office=_("Answered what was asked about a prescription"),
    patient=_("{who} answered what was asked about a prescription of yours"),
)
sentence(
    "medications.withdrawn",
    office=_("Took back what was asked about a prescription"),
    patient=_("{who} took back what was asked about a prescription of yours"),
)
sentence(
    "medications.claimed",
    office=_("A pharmacy is getting a medicine ready"),
    patient=_("{who} is getting a medicine of yours ready"),
)
sentence(
    "medications.released",
    office=_("A pharmacy gave a medicine back"),
    patient=_("{who} gave a prescription of yours back"),
)
sentence(
    "medications.handed_out",
    office=_("A medicine was handed out"),
    patient=_("{who} noted that a medicine was handed out to you"),
)
sentence(
    "medications.came_back",
    office=_("A medicine came back to the pharmacy"),
    patient=_("{who} noted that a medicine of yours came back"),
)
sentence(
    "medications.expired", office=_("A prescription expired"), patient=_("{who} noted that a prescription expired")
)
sentence(
    "medications.course_over",
    office=_("A course of a medicine ended"),
    patient=_("{who} noted that a course of a medicine ended"),
)
sentence("medications.reminded", office=_("Reminded of a refill"), patient=_("{who} reminded you of a refill"))
sentence(
    "medications.sent",
    office=_("Sent a prescription on"),
    patient=_("{who} sent a prescription of yours on"),
)
sentence(
    "medications.authorisation",
    office=_("Asked whoever pays about a medicine"),
    patient=_("{who} asked whoever pays about a medicine of yours"),
)
sentence(
    "medications.labelled",
    office=_("Closed the paper of a prescription with its lines"),
    patient=_("{who} closed the paper of a prescription with its lines"),
)
sentence("medications.sentence_kept", office=_("Kept lines for prescribing"))
sentence("medications.sentence_dropped", office=_("Dropped lines for prescribing"))
sentence("medications.validity_set", office=_("Set how long prescriptions are good for"))
sentence("medications.prescriber_set", office=_("Set what somebody may prescribe"))
sentence("medications.controlled_asked", office=_("Asked that somebody may prescribe controlled substances"))
sentence("medications.controlled_confirmed", office=_("Confirmed that somebody may prescribe controlled substances"))
sentence("medications.controlled_taken_back", office=_("Took back the right to prescribe controlled substances"))
sentence("medications.audit_recorded", office=_("Recorded an audit of prescribing controlled substances"))
sentence("medications.audit_confirmed", office=_("Confirmed an audit of prescribing controlled substances"))
sentence("medications.audit_withdrawn", office=_("Withdrew an audit of prescribing controlled substances"))
sentence(
    "medications.stated",
    office=_("Wrote down what matters for medicines"),
    patient=_("{who} wrote down what matters for your medicines"),
)
sentence("medications.requests_read", office=_("Looked at what is asked about medicines"))
