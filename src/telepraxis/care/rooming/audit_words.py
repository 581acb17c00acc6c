from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "rooming.intake_saved",
    office=_("Wrote down what a patient said before the visit"),
    patient=_("{who} wrote down what you said before your visit"),
)
sentence("rooming.note_written", office=_("Wrote the nurse's note"), patient=_("{who} wrote the nurse's note"))
sentence(
    "rooming.intake_read",
    office=_("Read what a nurse gathered"),
    patient=_("{who} read what the nurse gathered before your visit"),
)
