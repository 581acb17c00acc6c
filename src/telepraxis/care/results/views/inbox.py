"""The list, several usual ones told at once, and the number beside the rail."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from .. import inbox, telling
from ..arriving import take_in
from ..models import Item
from ..permissions import may_open_inbox, may_work_results
from ..policy import settled

MOST_AT_ONCE = 100  # arrivals that whoever opens the list takes in; the worker takes the others


@page(may_open_inbox)
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """What waits: mine, with what nobody owns on top; of others only when asked for."""
    if not may_work_results.allows(request.actor):
        return redirect("results:overview")
    take_in(now=request.now, most=MOST_AT_ONCE)
    which, begin = request.GET.get("show", inbox.MINE), request.GET.get("begin", "")
    which = which if which in inbox.FILTERS else inbox.MINE
    found = inbox.inbox_of(
        request.actor, which=which, begin=int(begin) if begin.isdecimal() and len(begin) < 7 else 0, now=request.now
    )
    shown = {row.item.patient_id for row in found.rows if row.result and row.item.patient_id}
    audit.looked_at_many(request.actor, "results.list_read", sorted(shown))
    context = {"inbox": found, "which": which, "rail": "results", "live_path": "/live/results/"}
    if which == inbox.HISTORIC:
        context["historic_days"] = settled().historic_days
    return render(request, "results/list.html" if "HX-Request" in request.headers else "results/inbox.html", context)


@page(may_work_results)
@require_POST
def tell_normal(request: HttpRequest) -> HttpResponse:
    """Sign off the chosen usual ones and tell their patients."""
    chosen = [Item(id=each) for each in map(_uuid, request.POST.getlist("item")) if each]
    done = telling.tell_normal(items=chosen, by=request.actor, now=request.now)
    said = ngettext("%(n)s patient was told.", "%(n)s patients were told.", len(done.told)) % {"n": len(done.told)}
    if done.left:
        said += " " + ngettext(
            "%(n)s stays on the list: open it to tell them another way.",
            "%(n)s stay on the list: open them to tell them another way.",
            len(done.left),
        ) % {"n": len(done.left)}
    toasts.tell(request, said if chosen else _("Nothing was chosen."))
    return redirect(reverse("results:inbox"))


@page(may_open_inbox)
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The number beside the rail."""
    waiting, pressing = (0, 0)
    if may_work_results.allows(request.actor):
        waiting, pressing = inbox.waiting_for(request.actor, request.now)
    return render(request, "results/count.html", {"waiting": waiting, "pressing": pressing})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
