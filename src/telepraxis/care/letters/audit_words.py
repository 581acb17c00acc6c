from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("letter.drafted", office=_("Drafted a letter"), patient=_("{who} drafted a letter about your visit"))
sentence(
    "letter.thrown_away",
    office=_("Threw a draft of a letter away"),
    patient=_("{who} threw a draft of a letter away; your record is as before"),
)
sentence("letter.signed", office=_("Signed a letter"), patient=_("{who} signed a letter about your visit"))
sentence("letter.revoked", office=_("Revoked a letter"), patient=_("{who} revoked a letter about your visit"))
sentence("letter.read", office=_("Opened a letter"), patient=_("{who} opened a letter about your visit"))
sentence(
    "letter.listed", office=_("Looked at the list of letters"), patient=_("{who} looked at the list of your letters")
)
sentence(
    "letter.checked",
    office=_("Checked whether a letter is genuine"),
    patient=_("{who} checked whether your letter is genuine"),
)
sentence("letter.wording_set", office=_("Changed the wording of letters"))
