from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("scheduling.booked", office=_("Booked an appointment"), patient=_("{who} booked an appointment for you"))
sentence("scheduling.moved", office=_("Moved an appointment"), patient=_("{who} moved your appointment"))
sentence("scheduling.cancelled", office=_("Cancelled an appointment"), patient=_("{who} cancelled your appointment"))
sentence("scheduling.checked_in", office=_("Checked a patient in"), patient=_("{who} checked you in"))
sentence("scheduling.check_in_undone", office=_("Took a check-in back"), patient=_("{who} took your check-in back"))
sentence("scheduling.walked_in", office=_("Took a walk-in"), patient=_("{who} took you in without an appointment"))
sentence(
    "scheduling.no_show", office=_("Noted that a patient did not come"), patient=_("{who} noted that you did not come")
)
sentence(
    "scheduling.no_show_by_itself",
    office=_("Noted by itself that a patient did not come"),
    patient=_("{who} noted by itself that you did not come"),
)
sentence(
    "scheduling.no_show_undone",
    office=_("Took back that a patient did not come"),
    patient=_("{who} took back that you did not come"),
)
sentence("scheduling.came_late", office=_("Came after all"), patient=_("{who} noted that you came after all"))
sentence("scheduling.visit_began", office=_("Began an appointment"), patient=_("{who} began your appointment"))
sentence("scheduling.visit_ended", office=_("Ended an appointment"), patient=_("{who} ended your appointment"))
sentence(
    "scheduling.appointment_seen", office=_("Looked at an appointment"), patient=_("{who} looked at your appointment")
)
sentence("scheduling.other_times_offered", office=_("Offered other times"), patient=_("{who} offered you other times"))
sentence("scheduling.day_blocked", office=_("Blocked a day"))
sentence("scheduling.hours_set", office=_("Set weekly hours"))
sentence("scheduling.hours_excepted", office=_("Made an exception to the hours"))
sentence("scheduling.exception_dropped", office=_("Dropped an exception to the hours"))
sentence("scheduling.service_offered", office=_("Offered a new service"))
sentence("scheduling.service_changed", office=_("Changed a service"))
sentence("scheduling.service_retired", office=_("Retired a service"))
sentence("scheduling.imported", office=_("Brought appointments over from another system"))
sentence("scheduling.documented", office=_("Wrote the documents of earlier appointments"))
