"""The words of what this room audits."""

from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("signatures.made", office=_("Made a key to sign with"))
sentence("signatures.rotated", office=_("Put a new key in the place of the one that signed"))
sentence("signatures.revoked", office=_("Revoked a key that signed"))
sentence("signatures.imported", office=_("Imported a certificate to sign PDFs with"))
