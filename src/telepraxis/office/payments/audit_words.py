from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("payments.charged", office=_("Charged for something"), patient=_("{who} noted what you owe"))
sentence("payments.withdrawn", office=_("Withdrew a charge"), patient=_("{who} withdrew what you owed"))
sentence("payments.started", office=_("Began a payment"), patient=_("{who} began a payment of yours"))
sentence("payments.captured", office=_("Noted a payment"), patient=_("{who} noted that you paid"))
sentence(
    "payments.surplus",
    office=_("Noted money that was not owed"),
    patient=_("{who} noted that you paid more than you owed"),
)
sentence("payments.failed", office=_("Noted a failed payment"), patient=_("{who} noted that a payment failed"))
sentence("payments.cancelled", office=_("Gave up a payment"), patient=_("{who} gave up a payment of yours"))
sentence("payments.receipt", office=_("Gave a receipt"), patient=_("{who} gave you a receipt"))
sentence("payments.refunded", office=_("Began a refund"), patient=_("{who} began to give money back to you"))
sentence("payments.refund_sent", office=_("Gave money back"), patient=_("{who} gave money back to you"))
sentence(
    "payments.refund_failed",
    office=_("Noted a failed refund"),
    patient=_("{who} noted that money did not reach you"),
)
sentence("payments.link_sent", office=_("Sent a link to pay"), patient=_("{who} sent you a link to pay"))
sentence("payments.seen", office=_("Looked at what a patient owes"), patient=_("{who} looked at what you owe and paid"))
sentence("payments.listed", office=_("Looked at the list of payments"))
sentence("payments.receipt_seen", office=_("Opened a receipt"), patient=_("{who} opened a receipt of yours"))
sentence("payments.price_set", office=_("Set a price"))
sentence("payments.till_opened", office=_("Opened the till"))
sentence("payments.till_closed", office=_("Closed the till"))
sentence("payments.gateway_kept", office=_("Set up card payments"))
sentence("payments.gateway_off", office=_("Switched card payments off"))
sentence("payments.gateway_trouble", office=_("Noted how card payments work"))
sentence("payments.bank_kept", office=_("Said where transfers go"))
