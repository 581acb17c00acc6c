"""What stands on the pages of paper that was filed: a document is found by it."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from telepraxis.base.files import FileDamaged, NoSuchFile
from telepraxis.care.scanning.kept_pages import page_of
from telepraxis.care.scanning.models import PaperDocument, Sheet


def text_on_paper(documents: Iterable[UUID]) -> dict[UUID, str]:
    """Return {document: the words read on its pages} of those that are filed paper. One query, and a file a page."""
    sheets = Sheet.objects.filter(
        document__reference_id__in=list(documents), document__state=PaperDocument.State.FILED, state=Sheet.State.READ
    )
    said: dict[UUID, list[str]] = defaultdict(list)
    for sheet in sheets.select_related("document").order_by("document_id", "position"):
        with suppress(
            FileDamaged, NoSuchFile
        ):  # the storage bench tells of those; the other pages are found all the same
            said[sheet.document.reference_id].append(page_of(sheet).text)
    return {reference: "\n".join(pages) for reference, pages in said.items()}
