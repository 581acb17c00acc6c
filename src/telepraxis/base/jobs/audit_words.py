from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("jobs.run_again", office=_("Ran a failed job again"))
