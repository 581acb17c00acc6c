"""The bytes of pages and of what was sent: never as a page of this origin."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from telepraxis.base import audit, files
from telepraxis.base.access import page
from telepraxis.commons.documents.serving import headers_of

from ..models import Sheet
from ..permissions import may_see_original, may_see_sheet
from . import its_original, its_sheet


@page(may_see_sheet, subject=its_sheet)
@require_GET
def picture(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """A page, upright and clean; the page of the document, in which it stands, was audited."""
    return _page(request.sheet, request.sheet.picture)


@page(may_see_sheet, subject=its_sheet)
@require_GET
def small(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    return _page(request.sheet, request.sheet.small)


def _page(sheet: Sheet, digest: str) -> HttpResponse:
    return _bytes(digest, "image/jpeg", f"page-{sheet.number + 1}.jpg", in_place=True)


@page(may_see_original, subject=its_original)
@require_GET
def original(request: HttpRequest, original_id: UUID) -> HttpResponse:
    """A file as it was sent, to save."""
    one = request.original
    audit.looked(request.actor, "scanning.original", entity=("Original", one.id))
    return _bytes(one.digest, one.media_type, one.name, in_place=False)


def _bytes(digest: str, media_type: str, name: str, *, in_place: bool) -> HttpResponse:
    try:
        return HttpResponse(files.read(digest), headers=headers_of(media_type, name, in_place))
    except (files.NoSuchFile, files.FileDamaged):
        raise Http404 from None
