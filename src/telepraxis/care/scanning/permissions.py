"""Who may scan, see paper, file it, take values over."""

from telepraxis.base.access import Actor, Role, Rule
from telepraxis.commons.documents.permissions import may_see_files_as_clinician

from .models import Original, PaperDocument, Sheet

SCAN = (Role.FRONT_DESK, Role.NURSE, Role.PHYSICIAN)


def _sees(actor: Actor, document: PaperDocument | None) -> bool:
    """Paper that is nobody's yet: who may scan. Filed paper: who may see that patient's files."""
    if document is not None and document.patient_id is not None:
        return may_see_files_as_clinician.allows(actor, document.patient_id)
    return actor.has(*SCAN)


def _sees_sheet(actor: Actor, sheet: Sheet) -> bool:
    return _sees(actor, sheet.document)


def _sees_original(actor: Actor, original: Original) -> bool:
    """A file may hold pages of several documents, and is seen whole by whoever may see each of them."""
    pages = Sheet.objects.filter(original=original).select_related("document")
    return all(_sees(actor, page.document) for page in pages) and actor.has(*SCAN)


may_scan = Rule("scanning.scan", lambda actor, _: actor.has(*SCAN))
"""May the actor send paper, look at the tray, arrange pages, file: front desk, nurses, physicians."""

may_see_paper = Rule("scanning.see", _sees)
"""May the actor see this document's pages? Its subject is a PaperDocument."""

may_see_sheet = Rule("scanning.see_sheet", _sees_sheet)
"""May the actor see this page? Its subject is a Sheet with its document."""

may_take_values = Rule("scanning.take_values", lambda actor, document: actor.is_clinician and _sees(actor, document))
"""May the actor take values found on paper over into the record, and back: clinicians."""

may_see_original = Rule("scanning.see_original", _sees_original)
"""May the actor open this file as it was sent?"""
