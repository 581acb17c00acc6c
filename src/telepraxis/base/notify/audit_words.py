from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("notify.sent_again", office=_("Sent a mail again"), patient=_("{who} sent you a mail again"))
