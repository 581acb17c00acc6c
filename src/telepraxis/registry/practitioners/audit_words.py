from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("practitioners.enrolled", office=_("Enrolled a practitioner"))
sentence("practitioners.amended", office=_("Changed a practitioner's details"))
sentence("practitioners.let_go", office=_("Ended the work of a practitioner"))
sentence("practitioners.licence_added", office=_("Added a licence"))
sentence("practitioners.licence_withdrawn", office=_("Withdrew a licence"))
sentence("practitioners.portrait_set", office=_("Set a portrait"))
sentence("practitioners.portrait_removed", office=_("Removed a portrait"))
