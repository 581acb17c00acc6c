from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("fhir.read", office=_("Read through an app"), patient=_("{who} read your record"))
sentence(
    "fhir.vread", office=_("Read an earlier version through an app"), patient=_("{who} read your record as it was")
)
sentence(
    "fhir.history",
    office=_("Read the history of an entry through an app"),
    patient=_("{who} read how your record changed"),
)
sentence("fhir.searched", office=_("Searched through an app"), patient=_("{who} looked something up in your record"))
sentence(
    "fhir.everything",
    office=_("Read a whole record through an app"),
    patient=_("{who} read your whole record"),
)
sentence(
    "fhir.refused",
    office=_("Was refused: the app may not do this"),
    patient=_("{who} tried to reach your record with an app, and was refused"),
)
sentence("fhir.token_refused", office=_("Was refused: came without a valid access token"))
