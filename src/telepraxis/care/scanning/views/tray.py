"""The tray: whole, or its lists alone for a page that looks again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from telepraxis.base import audit
from telepraxis.base.access import page

from ..permissions import may_scan
from ..tray import tray_of


@page(may_scan)
@require_GET
def tray(request: HttpRequest) -> HttpResponse:
    """What is being read, and what somebody has to confirm."""
    audit.watched(request.actor, "scanning.tray", now=request.now)
    found = tray_of(clinician=request.actor.is_clinician, now=request.now)
    context = {"rail": "paper", "live_path": "/live/paper/", "tray": found}
    alone = request.headers.get("HX-Request") and request.headers.get("HX-Target", "").endswith("tray")
    return render(request, "scanning/tray_lists.html" if alone else "scanning/tray.html", context)
