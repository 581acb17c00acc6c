from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("phone.set_up", office=_("Set up the practice's phone"))
sentence("phone.removed", office=_("Took away the practice's phone"))
sentence("phone.dialled", office=_("Called a number"), patient=_("{who} called you"))
sentence("phone.rang", office=_("A call rang"), patient=_("Your phone rang ({who})"))
sentence("phone.came_in", office=_("Somebody called the practice"))
sentence("phone.taken", office=_("Answered a call"), patient=_("{who} answered your call"))
sentence("phone.answered", office=_("A call was answered"), patient=_("A call with you was answered ({who})"))
sentence("phone.held", office=_("Put a call on hold"), patient=_("{who} put a call with you on hold"))
sentence("phone.resumed", office=_("Went on with a call"), patient=_("{who} went on with a call with you"))
sentence("phone.ended", office=_("A call ended"), patient=_("A call with you ended ({who})"))
sentence("phone.seen", office=_("Ticked off a missed call"), patient=_("{who} saw that you had called"))
sentence("phone.refused", office=_("Was refused a call"), patient=_("A call to you was refused ({who})"))
sentence(
    "phone.limit_reached",
    office=_("A call reached the longest length"),
    patient=_("A call with you reached the longest length ({who})"),
)
sentence("phone.list_read", office=_("Looked at the list of calls"))
sentence("phone.caller_shown", office=_("Saw who may be calling"), patient=_("{who} saw that you may be calling"))
sentence(
    "phone.recording_agreed",
    office=_("Noted agreement to a recording"),
    patient=_("{who} noted agreement to a recording of your visit"),
)
sentence(
    "phone.recording_withdrawn",
    office=_("Noted that a recording is not wanted"),
    patient=_("{who} noted that your visit is not to be recorded"),
)
sentence(
    "phone.recording_refused",
    office=_("Was refused a recording"),
    patient=_("{who} was refused a recording of your visit: not everybody had agreed"),
)
