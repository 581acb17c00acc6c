from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("scanning.sent", office=_("Sent paper to be read"))
sentence("scanning.refused", office=_("Sent a file of paper that was refused"))
sentence("scanning.read", office=_("A page of paper was read"))
sentence("scanning.not_read", office=_("A page of paper could not be read"))
sentence("scanning.cut", office=_("A stack of paper was split into documents"))
sentence("scanning.arranged", office=_("Arranged the pages of a stack of paper"))
sentence("scanning.tray", office=_("Looked at the tray of paper"))
sentence("scanning.opened", office=_("Opened paper"), patient=_("{who} looked at scanned paper of yours"))
sentence("scanning.original", office=_("Opened a file of paper as it was sent"))
sentence("scanning.taken_on", office=_("Took on a stack of paper"))
sentence("scanning.filed", office=_("Filed paper to a record"), patient=_("{who} put scanned paper into your record"))
sentence(
    "scanning.value_taken",
    office=_("Took a value over from paper"),
    patient=_("{who} copied a value from scanned paper into your record"),
)
sentence(
    "scanning.values_left",
    office=_("Left values out that stand on paper"),
    patient=_("{who} left values on scanned paper out of your record"),
)
sentence("scanning.thrown_away", office=_("Threw paper away, with a reason"))
sentence(
    "scanning.taken_out",
    office=_("Took wrongly filed paper and its values out of a record"),
    patient=_("{who} took paper out of your record that did not belong there"),
)
sentence(
    "scanning.value_taken_back",
    office=_("Took a value back that was copied from paper"),
    patient=_("{who} took back a value that was copied from scanned paper"),
)
