"""Counts: begin one, enter what lies there without seeing what should, end it with the differences."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from .. import counting, receiving, scanning
from ..counting import Found
from ..forms import BeginForm, FinishForm, FoundForm
from ..ledger import BadAmount
from ..models import Count, Counted
from ..permissions import may_move_stock
from ..reading import lots_at
from . import GONE_WRONG, RAIL, chosen, found, once, places_open, today_of

LATEST = 20


@page(may_move_stock)
@require_http_methods(["GET", "POST"])
def all_counts(request: HttpRequest) -> HttpResponse:
    """The counts, and a new one."""
    form = BeginForm(request.POST or None, places=places_open())
    if request.method == "POST" and form.is_valid():
        place = chosen(form.cleaned_data["place"])
        try:
            made = counting.begin(place=place, by=request.actor, now=request.now)
        except counting.BeingCounted:
            made = Count.objects.get(place_id=place, finished_at=None, dropped_at=None)
            toasts.tell(request, _("This place is being counted already: here it is."))
        return redirect("inventory:count", made.id)
    rows = Count.objects.select_related("place").order_by("-began_at")[:LATEST]
    context = RAIL | {"form": form, "counts": rows}
    return render(request, "inventory/counts.html", context, status=GONE_WRONG if form.errors else 200)


@page(may_move_stock)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, count_id: UUID) -> HttpResponse:
    """Enter what was found of each lot; a scan leads to its line, or to a new one."""
    count = found(Count.objects.select_related("place"), count_id)
    read = _scanned(request)
    form = None
    if read is not None and read.lot is None and read.item is not None:
        form = _found_form(request, read)
    if request.method == "POST" and not count.is_open:
        toasts.tell(request, _("This count has ended. Nothing was changed."))
        return redirect("inventory:count", count.id)
    if request.method == "POST":
        if form is None:
            return _entered(request, count)
        if form.is_valid() and _new_lot(request, count, read, form):
            return redirect("inventory:count", count.id)
    return _page(request, count, read=read, found_form=form)


def _scanned(request: HttpRequest) -> scanning.Scanned | None:
    text = request.GET.get("scan", "")[:400]
    if not text.strip():
        return None
    try:
        return scanning.understand(text, today=today_of(request))
    except scanning.NotUnderstood:
        toasts.tell(request, _("This was not understood. Scan it again, or look for the lot on the list."))
        return None


def _found_form(request: HttpRequest, read: scanning.Scanned) -> FoundForm:
    initial = once() | {"lot_number": read.lot_number, "expires_on": read.expires_on}
    return FoundForm(request.POST or None, initial=initial, auto_id="found_%s")


def _new_lot(request: HttpRequest, count: Count, read: scanning.Scanned, form: FoundForm) -> bool:
    said = form.cleaned_data
    new = Found(said["quantity"], None, read.item.id, said["lot_number"], said["expires_on"])
    try:
        counting.enter(count=count.id, found=new, by=request.actor, now=request.now)
    except receiving.ExpiryNeeded:
        form.add_error("lot_number", _("A medicine has a lot and an expiry."))
    except receiving.LotDiffers:
        form.add_error("expires_on", _("This lot is known here with another expiry."))
    return not form.errors


def _entered(request: HttpRequest, count: Count) -> HttpResponse:
    """Keep every line in which something stands."""
    wrong = []
    for name, text in request.POST.items():
        if not name.startswith("found_") or not text.strip():
            continue
        try:
            quantity = Decimal(text.strip().replace(",", "."))
            lot = UUID(name.removeprefix("found_"))
            counting.enter(count=count.id, found=Found(quantity, lot), by=request.actor, now=request.now)
        except (InvalidOperation, BadAmount, ValueError):
            wrong.append(text)
    if wrong:
        fault = _("No number: %(text)s. The others were kept.") % {"text": ", ".join(wrong)[:100]}
        return _page(request, count, fault=fault)
    toasts.tell(request, _("Kept what was entered."))
    return redirect("inventory:count", count.id)


def _page(request: HttpRequest, count: Count, **more) -> HttpResponse:
    said = {each.lot_id: each for each in Counted.objects.filter(count=count).select_related("lot__item")}
    lots = [(shown, said.pop(shown.lot.id, None)) for shown in lots_at(count.place, today_of(request))]
    context = RAIL | {
        "count": count,
        "lots": lots,
        "others": list(said.values()),
        "left": sum(1 for _shown, line in lots if line is None),
        "differences": [line for _shown, line in lots if line and line.difference]
        + [line for line in said.values() if line.difference],
        "finish": FinishForm(auto_id="finish_%s"),
    }
    fault = more.get("fault") or (more.get("finish") and more["finish"].errors)
    wrong = fault or (more.get("found_form") is not None and more["found_form"].errors)
    return render(request, "inventory/count.html", context | more, status=GONE_WRONG if wrong else 200)


@page(may_move_stock)
@require_POST
def end(request: HttpRequest, count_id: UUID) -> HttpResponse:
    """End the count: post the differences, or drop it."""
    count = found(Count.objects.select_related("place"), count_id)
    form = FinishForm(request.POST, auto_id="finish_%s")
    if not form.is_valid():
        raise Http404
    said = {"count": count.id, "by": request.actor, "now": request.now}
    try:
        if request.POST.get("act") == "drop":
            counting.drop(**said)
            toasts.tell(request, _("Dropped. Nothing was changed."))
        else:
            counting.finish(reason=form.cleaned_data["reason"], **said)
            toasts.tell(request, _("The count is finished, its differences are posted."))
    except counting.DifferenceUnexplained:
        form.add_error("reason", _("There are differences. Say what you know of them."))
        return _page(request, count, finish=form)
    except counting.CountAgain as again:
        lots = ", ".join(str(lot) for lot in again.lots)
        fault = _("More has left since than you found. Count again: %(lots)s") % {"lots": lots}
        return _page(request, count, fault=fault)
    except counting.CountOver:
        toasts.tell(request, _("This count has ended. Nothing was changed."))
        return redirect("inventory:count", count.id)
    return redirect("inventory:counts")
