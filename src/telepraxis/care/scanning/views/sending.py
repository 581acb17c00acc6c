"""Files and photographs come in."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from .. import cutting, sending
from ..forms import SendForm
from ..languages import readable
from ..permissions import may_scan, may_see_sheet
from ..reading.refusals import SheetRefused
from . import its_sheet, its_stack


@page(may_scan)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Choose or drop files, or photograph page by page."""
    form, refused = SendForm(request.POST if request.method == "POST" else None), []
    if request.method == "POST" and form.is_valid():
        incoming = _incoming(request)
        if not incoming:
            refused = [("", _("Choose a file first."))]
        else:
            more = bool(request.FILES.getlist("photograph"))
            said = {"languages": form.cleaned_data["languages"], "more": more, "by": request.actor, "now": request.now}
            sent = sending.send(incoming=incoming, **said)
            refused = sent.refused
            if sent.stack is not None:
                _tell(request, refused)
                return redirect("scanning:stack", sent.stack.id)
    context = {"rail": "paper", "form": form, "refused": refused, "can_read": bool(readable())}
    return render(request, "scanning/send.html", context, status=422 if refused or form.errors else 200)


def _incoming(request: HttpRequest) -> list[sending.Incoming]:
    files = [*request.FILES.getlist("file"), *request.FILES.getlist("photograph")]
    return [sending.Incoming(file.name, file.read()) for file in files]


def _tell(request: HttpRequest, refused: list[tuple[str, str]]) -> None:
    for name, sentence in refused:
        toasts.tell(request, _("%(name)s: %(why)s") % {"name": name, "why": sentence})


@page(may_scan, subject=its_stack)
@require_POST
def add(request: HttpRequest, stack_id: UUID) -> HttpResponse:
    """One more photograph of a stack that is not complete."""
    incoming = _incoming(request)
    try:
        if incoming:
            sent = sending.add(stack=request.stack, incoming=incoming, by=request.actor, now=request.now)
            _tell(request, sent.refused)
        else:
            toasts.tell(request, _("Choose a file first."))
    except sending.Complete:
        toasts.tell(request, _("This stack is complete. Send the page as a stack of its own."))
    return redirect("scanning:stack", stack_id)


@page(may_scan, subject=its_stack)
@require_POST
def complete(request: HttpRequest, stack_id: UUID) -> HttpResponse:
    """That was the last page."""
    cutting.complete(stack=request.stack, by=request.actor, now=request.now)
    return redirect("scanning:stack", stack_id)


@page(may_see_sheet, subject=its_sheet)
@require_POST
def again(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """A better photograph of one page."""
    files = _incoming(request)
    try:
        if files:
            sending.again(sheet=request.sheet, one=files[0], by=request.actor, now=request.now)
        else:
            toasts.tell(request, _("Choose a file first."))
    except (SheetRefused, sending.SentAlready) as reason:
        toasts.tell(request, str(reason))
    except sending.SeveralPages:
        toasts.tell(request, _("The file holds several pages. Photograph this one page."))
    except sending.Settled:
        toasts.tell(request, _("This document was filed or thrown away meanwhile."))
    return redirect("scanning:stack", request.sheet.stack_id)
