"""A stack's pages, and how they belong together."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from .. import cutting
from ..models import PaperDocument
from ..permissions import may_scan, may_see_paper, may_see_sheet
from ..stacks import pages_of_stack
from . import its_paper, its_sheet, its_stack


@page(may_scan, subject=its_stack)
@require_GET
def stack(request: HttpRequest, stack_id: UUID) -> HttpResponse:
    """The pages of a stack while they are read; then the documents they make up. Of filed ones whoever may see them."""
    audit.looked(request.actor, "scanning.opened", entity=("Stack", stack_id))
    shown = pages_of_stack(request.stack, request.actor)
    context = {"rail": "paper", "live_path": "/live/paper/", "stack": request.stack, "shown": shown}
    alone = request.headers.get("HX-Request") and request.headers.get("HX-Target", "").endswith("pages")
    return render(request, "scanning/stack_pages.html" if alone else "scanning/stack.html", context)


@page(may_scan, subject=its_stack)
@require_POST
def take_on(request: HttpRequest, stack_id: UUID) -> HttpResponse:
    """See to it oneself that it is filed."""
    cutting.take_on(stack=request.stack, by=request.actor, now=request.now)
    return redirect("scanning:tray")


def _arrange(request: HttpRequest, stack_id: UUID, deed: Callable) -> HttpResponse:
    """Do it, or say why not; go back to the stack."""
    try:
        deed(by=request.actor, now=request.now)
    except cutting.Settled:
        toasts.tell(request, _("This document was filed or thrown away meanwhile. Nothing was changed."))
    except cutting.StillReading:
        toasts.tell(request, _("This page is being read just now. Try again in a moment."))
    except cutting.NothingBefore:
        toasts.tell(request, _("There is nothing before it in this stack. Nothing was changed."))
    return redirect("scanning:stack", stack_id)


@page(may_see_sheet, subject=its_sheet)
@require_POST
def turn(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Turn a page, which is then read anew."""
    quarters = {"right": 1, "over": 2, "left": 3}.get(request.POST.get("way", ""), 1)
    sheet = request.sheet
    return _arrange(request, sheet.stack_id, lambda **who: cutting.rotate(sheet=sheet, quarters=quarters, **who))


@page(may_see_sheet, subject=its_sheet)
@require_POST
def cut(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """A new document begins with this page."""
    sheet = request.sheet
    return _arrange(request, sheet.stack_id, lambda **who: cutting.cut_before(sheet=sheet, **who))


@page(may_see_sheet, subject=its_sheet)
@require_POST
def move(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """The page belongs to another document of the stack."""
    sheet = request.sheet
    documents = PaperDocument.objects.filter(stack=sheet.stack_id)
    number = request.POST.get("to", "")
    to = get_object_or_404(documents, position=int(number) if number.isdecimal() else -1)
    return _arrange(request, sheet.stack_id, lambda **who: cutting.move(sheet=sheet, to=to, **who))


@page(may_see_sheet, subject=its_sheet)
@require_POST
def aside(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """The page belongs to no document."""
    sheet = request.sheet
    return _arrange(request, sheet.stack_id, lambda **who: cutting.set_aside(sheet=sheet, **who))


@page(may_see_paper, subject=its_paper)
@require_POST
def join(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """The document goes on the one before it."""
    document = request.paper
    return _arrange(request, document.stack_id, lambda **who: cutting.join(document=document, **who))
