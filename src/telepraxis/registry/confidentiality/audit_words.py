from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "confidentiality.wished",
    office=_("Asked that something stay private"),
    patient=_("{who} asked that something in your record stay private"),
)
sentence(
    "confidentiality.answered",
    office=_("Answered a patient's wish for privacy"),
    patient=_("{who} answered your wish for privacy"),
)
sentence(
    "confidentiality.own_read",
    office=_("Looked at one's own privacy"),
    patient=_("{who} looked at the privacy of your record"),
)
sentence("confidentiality.inbox_read", office=_("Looked at the inbox of the privacy officer"))
sentence(
    "confidentiality.opening_read",
    office=_("Looked at an emergency opening of a record"),
    patient=_("{who} looked at why a part of your record was opened in an emergency"),
)
sentence(
    "confidentiality.wish_read",
    office=_("Looked at a patient's wish for privacy"),
    patient=_("{who} read your wish for privacy"),
)
sentence("confidentiality.clearances_read", office=_("Looked at who is cleared for restricted entries"))
sentence(
    "confidentiality.labels_read",
    office=_("Looked at who may see an entry"),
    patient=_("{who} looked at who may see an entry of your record"),
)
