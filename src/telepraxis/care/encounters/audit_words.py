from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("visit.opened", office=_("Opened a visit"), patient=_("{who} opened your visit"))
sentence("visit.moved", office=_("Moved a visit"), patient=_("{who} moved your visit"))
sentence("visit.patient_ready", office=_("Was ready in the waiting room"), patient=_("{who} came to the waiting room"))
sentence("visit.patient_stepped_away", office=_("Left the waiting room"), patient=_("{who} left the waiting room"))
sentence(
    "visit.roomed", office=_("Took a patient before the clinician"), patient=_("{who} spoke with you before your visit")
)
sentence(
    "visit.rooming_ended", office=_("Prepared a patient for the clinician"), patient=_("{who} prepared your visit")
)
sentence("visit.rooming_given_back", office=_("Put a patient back to waiting"), patient=_("{who} put you back in line"))
sentence("visit.admitted", office=_("Admitted a patient"), patient=_("{who} let you into the visit"))
sentence("visit.finished", office=_("Ended a visit"), patient=_("{who} ended your visit"))
sentence("visit.cancelled", office=_("Cancelled a visit"), patient=_("{who} cancelled your visit"))
sentence("visit.joined", office=_("Joined a visit"), patient=_("{who} joined your visit"))
sentence("visit.left", office=_("Left a visit"), patient=_("{who} left your visit"))
sentence("visit.by_video", office=_("Went on by video"), patient=_("{who} went on with your visit by video"))
sentence(
    "visit.by_audio", office=_("Went on with sound only"), patient=_("{who} went on with your visit with sound only")
)
sentence("visit.by_phone", office=_("Went on by phone"), patient=_("{who} went on with your visit by phone"))
sentence("visit.by_chat", office=_("Went on in writing"), patient=_("{who} went on with your visit in writing"))
sentence("visit.by_in_person", office=_("Went on in person"), patient=_("{who} went on with your visit in person"))
sentence("visit.stopped_talking", office=_("Left a call"), patient=_("{who} left the call of your visit"))
sentence("visit.corrected", office=_("Corrected a visit"), patient=_("{who} corrected the times of your visit"))
sentence("visit.read", office=_("Looked at a visit"), patient=_("{who} looked at your visit"))
sentence("visit.imported", office=_("Brought visits over from another system"))
sentence("visit.taken_over", office=_("Took a visit over"), patient=_("{who} took over your visit"))
