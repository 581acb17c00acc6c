"""The words of what this room audits."""

from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("single_sign_on.kept", office=_("Set up sign-in through the organization's own provider"))
sentence("single_sign_on.switched_off", office=_("Switched off sign-in through the organization's own provider"))
sentence("single_sign_on.linked", office=_("Came in through the organization's own provider for the first time"))
