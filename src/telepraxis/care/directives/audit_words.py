from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "directives.read", office=_("Looked at advance directives"), patient=_("{who} looked at your advance directives")
)
sentence(
    "directives.proposed",
    office=_("Sent an advance directive to be confirmed"),
    patient=_("{who} sent an advance directive to be confirmed"),
)
sentence(
    "directives.added",
    office=_("Wrote down an advance directive"),
    patient=_("{who} wrote down an advance directive of yours"),
)
sentence(
    "directives.confirmed",
    office=_("Confirmed an advance directive"),
    patient=_("{who} confirmed an advance directive of yours"),
)
sentence(
    "directives.amended",
    office=_("Changed an advance directive"),
    patient=_("{who} changed what is written of an advance directive of yours"),
)
sentence(
    "directives.reviewed",
    office=_("Went through an advance directive"),
    patient=_("{who} went through an advance directive with you"),
)
sentence(
    "directives.refused",
    office=_("Did not confirm an advance directive"),
    patient=_("{who} did not confirm an advance directive of yours"),
)
sentence(
    "directives.withdrawn",
    office=_("Noted that an advance directive was withdrawn"),
    patient=_("{who} noted that an advance directive of yours was withdrawn"),
)
sentence(
    "directives.replaced",
    office=_("Noted that an advance directive was replaced"),
    patient=_("{who} noted that an advance directive of yours was replaced by a newer one"),
)
sentence(
    "directives.in_error",
    office=_("Marked an advance directive as entered in error"),
    patient=_("{who} marked an advance directive in your record as wrong"),
)
sentence(
    "directives.asked",
    office=_("Asked about advance directives"),
    patient=_("{who} asked you about advance directives"),
)
sentence(
    "directives.reminded",
    office=_("Reminded of an advance directive"),
    patient=_("{who} reminded you to look at a paper of yours"),
)
