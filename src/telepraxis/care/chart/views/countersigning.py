"""The second signature: countersign or return a note; say whose notes need one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.registry.practitioners import directory

from .. import countersigning
from ..models import Supervision
from ..permissions import may_countersign, may_set_supervision
from .notes import note_card, visit_asked_for


@page(may_countersign, subject=visit_asked_for)
@require_POST
def countersign(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Sign beside the author."""
    try:
        countersigning.countersign(visit=request.visit, by=request.actor, now=request.now)
    except countersigning.NothingToCountersign:
        return note_card(request, status=409, review_refusal=_("This was settled in another window."))
    return note_card(request)


@page(may_countersign, subject=visit_asked_for)
@require_POST
def give_back(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Return the note with a remark."""
    try:
        countersigning.give_back(
            visit=request.visit, remark=request.POST.get("remark", "")[:2000], by=request.actor, now=request.now
        )
    except countersigning.RemarkMissing:
        return note_card(request, status=422, review_refusal=_("Say what is to be changed."))
    except countersigning.NothingToCountersign:
        return note_card(request, status=409, review_refusal=_("This was settled in another window."))
    return note_card(request)


@page(may_set_supervision)
@require_http_methods(["GET", "POST"])
def supervision(request: HttpRequest) -> HttpResponse:
    """Everybody who treats, and who countersigns for them."""
    if request.method == "POST" and _set(request):
        return redirect("chart:supervision")
    chosen = dict(Supervision.objects.values_list("practitioner_id", "supervisor_id"))
    people = [(each.uid, each.name, each.specialty, chosen.get(each.uid)) for each in directory.practitioners()]
    context = {"people": people, "supervisors": countersigning.supervisors(), "rail": "setup"}
    return render(request, "chart/supervision.html", context, status=422 if request.method == "POST" else 200)


def _set(request: HttpRequest) -> bool:
    try:
        supervisor = request.POST.get("supervisor", "")
        countersigning.set_supervisor(
            practitioner=UUID(request.POST.get("practitioner", "")),
            supervisor=UUID(supervisor) if supervisor else None,
            by=request.actor,
            now=request.now,
        )
    except (ValueError, countersigning.CannotSupervise):
        toasts.tell(request, _("Only another physician who works here can countersign. Nothing was changed."))
        return False
    toasts.tell(request, _("Saved."))
    return True
