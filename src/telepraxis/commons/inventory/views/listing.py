"""The list of what is kept: words, codes and scans find; what is low, expires or is held stands apart."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from telepraxis.base import audit
from telepraxis.base.access import page

from .. import scanning, stock
from ..permissions import may_see_stock
from . import RAIL, may, today_of

AT_ONCE = 50


@page(may_see_stock)
@require_GET
def stock_list(request: HttpRequest) -> HttpResponse:
    """What is kept, a part of it; a scanned box leads to its lot or item."""
    text, which = request.GET.get("q", "").strip()[:200], request.GET.get("show", stock.ALL)
    which = which if which in stock.WHICH else stock.ALL
    if text and "HX-Request" not in request.headers and (goal := _scanned(request, text)) is not None:
        return goal
    begin = request.GET.get("begin", "")
    begin = int(begin) if begin.isdecimal() and len(begin) < 7 else 0
    rows = stock.listed(text=text, which=which, begin=begin, most=AT_ONCE + 1, now=request.now)
    audit.watched(request.actor, "inventory.looked", now=request.now)
    context = RAIL | may(request) | {
        "q": text,
        "which": which,
        "rows": rows[:AT_ONCE],
        "after": begin + AT_ONCE if len(rows) > AT_ONCE else None,
        "now": request.now,
    }  # fmt: skip
    if "HX-Request" in request.headers:
        return render(request, "inventory/parts/table.html", context)
    return render(request, "inventory/list.html", context | {"tally": stock.tally(now=request.now)})


def _scanned(request: HttpRequest, text: str) -> HttpResponse | None:
    """Lead to what was scanned, if it is known here."""
    try:
        read = scanning.understand(text, today=today_of(request))
    except scanning.NotUnderstood:
        return None
    if read.lot is not None:
        return redirect("inventory:lot", read.lot.id)
    return redirect("inventory:item", read.item.id) if read.item is not None else None
