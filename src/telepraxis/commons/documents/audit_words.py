from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("documents.kept", office=_("Put a file into a record"), patient=_("{who} put a file into your record"))
sentence(
    "documents.listed", office=_("Looked at the list of files"), patient=_("{who} looked at the list of your files")
)
sentence("documents.opened", office=_("Opened a file"), patient=_("{who} opened one of your files"))
sentence(
    "documents.in_error", office=_("Took a file out of a record"), patient=_("{who} took a file out of your record")
)
sentence("documents.measured", office=_("Measured in a picture"), patient=_("{who} measured in a picture of you"))
sentence(
    "documents.refused",
    office=_("Sent a file that was refused"),
    patient=_("{who} sent a file that was refused for safety"),
)
