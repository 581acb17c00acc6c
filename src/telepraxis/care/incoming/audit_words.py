from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "incoming.brought",
    office=_("Brought another system's record in to look at"),
    patient=_("{who} brought a record from elsewhere in, to compare it with yours"),
)
sentence(
    "incoming.refused",
    office=_("A file could not be read as a record"),
    patient=_("{who} brought a file for you that could not be read as a record"),
)
sentence(
    "incoming.compared",
    office=_("Compared another system's record with the chart"),
    patient=_("{who} compared a record from elsewhere with yours"),
)
sentence(
    "incoming.merged",
    office=_("Merged another system's record into the chart"),
    patient=_("{who} added a record from elsewhere to yours"),
)
sentence(
    "incoming.thrown_away",
    office=_("Threw away a record that was brought in and not merged"),
    patient=_("{who} threw away a record that was brought for you and not merged"),
)
sentence(
    "incoming.forgotten",
    office=_("Forgot a record that was brought in and not merged"),
    patient=_("{who} forgot a record that was brought for you and not merged"),
)
