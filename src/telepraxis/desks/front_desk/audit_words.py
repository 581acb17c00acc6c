from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("desk.read", office=_("Looked at the list of the front desk"))
