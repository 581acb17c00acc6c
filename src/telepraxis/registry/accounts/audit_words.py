from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence(
    "accounts.address_changed",
    office=_("Changed their e-mail address"),
    patient=_("{who} changed the e-mail address of your account"),
)

sentence("accounts.granted", office=_("Gave roles"), patient=_("{who} gave an account access to your care"))
sentence("accounts.cleared", office=_("Set what a colleague is cleared for"))
sentence("accounts.withdrawn", office=_("Took roles away"))
sentence("accounts.ended", office=_("Ended a membership"), patient=_("{who} ended the access of your account"))
sentence("accounts.invited", office=_("Invited a colleague"))
sentence("accounts.factors_reset", office=_("Took back all ways to sign in"))
sentence("accounts.renamed", office=_("Corrected a colleague's name"))
