from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("organizations.founded", office=_("Founded the organization"))
sentence("organizations.amended", office=_("Changed how the organization works"))
sentence("organizations.set_up", office=_("Finished the set-up"))
sentence("organizations.site_opened", office=_("Opened a site"))
sentence("organizations.site_amended", office=_("Changed a site"))
sentence("organizations.site_closed", office=_("Closed a site"))
sentence("organizations.jurisdiction_changed", office=_("Changed emergency numbers of a place"))
