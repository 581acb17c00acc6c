from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "plan.step_written",
    office=_("Wrote a step of a care plan"),
    patient=_("{who} wrote what happens next after your visit"),
)
sentence("plan.step_done", office=_("Ticked a step of a care plan off"), patient=_("{who} ticked a step of your plan"))
sentence(
    "plan.step_reopened",
    office=_("Took back the tick of a step"),
    patient=_("{who} took back the tick of a step of your plan"),
)
sentence(
    "plan.step_cancelled",
    office=_("Took a step out of a care plan"),
    patient=_("{who} took a step out of your plan"),
)
sentence(
    "plan.booking_begun",
    office=_("Began to book a follow-up"),
    patient=_("{who} began to book a visit of your plan"),
)
sentence("plan.step_booked", office=_("Tied a booking to a plan"), patient=_("{who} tied a booking to your plan"))
sentence(
    "plan.booking_fell_away",
    office=_("Put a follow-up back on the list"),
    patient=_("{who} put a visit of your plan back on the list, because its booking fell away"),
)
sentence("plan.recalled", office=_("Reminded of a follow-up"), patient=_("{who} reminded you of your plan by e-mail"))
sentence("plan.read", office=_("Read a care plan"), patient=_("{who} read your plan"))
sentence("plan.due_read", office=_("Looked at the list of what is due"))
sentence(
    "plan.measurements_looked_at",
    office=_("Looked at values measured at home"),
    patient=_("{who} looked at the values you measured"),
)
