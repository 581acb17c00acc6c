from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "measurements.taken", office=_("Recorded measurements"), patient=_("{who} recorded measurements in your record")
)
sentence(
    "measurements.in_error",
    office=_("Marked a measurement as wrong"),
    patient=_("{who} marked one of your measurements as wrong"),
)
sentence("measurements.read", office=_("Looked at measurements"), patient=_("{who} looked at your measurements"))
