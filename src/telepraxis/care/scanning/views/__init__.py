"""The pages of paper, and what their addresses name."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from ..models import Original, PaperDocument, Sheet, Stack


def its_stack(request: HttpRequest, stack_id: UUID) -> Stack:
    request.stack = get_object_or_404(Stack, id=stack_id)
    return request.stack


def its_sheet(request: HttpRequest, sheet_id: UUID) -> Sheet:
    request.sheet = get_object_or_404(Sheet.objects.select_related("stack", "document"), id=sheet_id)
    return request.sheet


def its_paper(request: HttpRequest, paper_id: UUID) -> PaperDocument:
    rows = PaperDocument.objects.select_related("stack", "patient", "reference")
    request.paper = get_object_or_404(rows, id=paper_id)
    return request.paper


def its_original(request: HttpRequest, original_id: UUID) -> Original:
    request.original = get_object_or_404(Original, id=original_id)
    return request.original


def filed_paper(request: HttpRequest, reference_id: UUID) -> PaperDocument:
    rows = PaperDocument.objects.filter(reference_id=reference_id, state=PaperDocument.State.FILED)
    if (row := rows.first()) is None:
        raise Http404
    request.paper = row
    return row
