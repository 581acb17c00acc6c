from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("access_log.read", office=_("Looked at who looked"))
sentence("access_log.searched", office=_("Searched the audit"), patient=_("{who} looked into who was at your record"))
sentence(
    "access_log.exported", office=_("Exported the audit"), patient=_("{who} saved the list of who was at your record")
)
sentence("access_log.sign_ins_read", office=_("Looked at the sign-ins of staff"))
