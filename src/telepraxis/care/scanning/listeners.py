"""A scanned document was taken out of the record on the page of the files: its values go with it."""

from datetime import datetime

from django.utils.translation import gettext as _

from telepraxis.base.access import Actor
from telepraxis.base.events import listens_to
from telepraxis.commons.documents.events import FileTakenOut

from .confirming import reopen
from .models import PaperDocument


@listens_to(FileTakenOut)
def take_values_back(fact: FileTakenOut, *, now: datetime) -> None:
    row = PaperDocument.objects.select_for_update(of=("self",)).select_related("stack")
    document = row.filter(reference_id=fact.document, state=PaperDocument.State.FILED).first()
    if document is not None:
        why = _("Its file was taken out of the record.")
        reopen(document, reason=why, by=Actor.system(document.organization_id), now=now)
