from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "mailbox.sent",
    office=_("Sent a message to another organization"),
    patient=_("{who} sent a message about you to another organization"),
)
sentence(
    "mailbox.sent_again",
    office=_("Sent a message to another organization again"),
    patient=_("{who} sent a message about you to another organization again"),
)
sentence(
    "mailbox.delivered",
    office=_("A message to another organization arrived there"),
    patient=_("{who} brought a message about you to another organization"),
)
sentence(
    "mailbox.failed",
    office=_("A message to another organization could not be delivered"),
    patient=_("{who} could not bring a message about you to another organization"),
)
sentence("mailbox.received", office=_("Took in a message of another organization"))
sentence("mailbox.partner_met", office=_("Began to exchange messages with an organization of this installation"))
sentence("mailbox.partner_added", office=_("Added a partner for messages"))
sentence("mailbox.partner_blocked", office=_("Blocked a partner for messages"))
sentence("mailbox.partner_unblocked", office=_("Let a partner for messages in again"))
sentence("mailbox.keys_taken", office=_("Took the keys that a partner publishes"))
