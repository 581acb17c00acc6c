"""The page that puts the times of an ended visit right."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from telepraxis.base import audit, record
from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from . import correction
from .document import times_in
from .forms import TimesForm
from .models import Visit
from .permissions import may_run_visit


def visit_asked_for(request: HttpRequest, visit_id: UUID) -> Visit:
    request.visit = get_object_or_404(Visit.objects.select_related("patient", "practitioner", "encounter"), id=visit_id)
    return request.visit


@page(may_run_visit, subject=visit_asked_for)
@require_http_methods(["GET", "POST"])
def correct_times(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show the times that stand and those that stood before; take the right ones."""
    visit = request.visit
    if visit.status != Visit.Status.FINISHED:
        toasts.tell(request, _("The visit has not ended yet: its times can be corrected afterwards."))
        return redirect(f"/visit/{visit.id}/")
    form = TimesForm(request.POST or None, initial={"began": visit.admitted_at, "ended": visit.ended_at})
    if request.method == "POST" and form.is_valid() and _corrected(request, form):
        toasts.tell(request, _("The times of the visit are corrected."))
        return redirect(f"/visit/{visit.id}/")
    audit.looked(request.actor, "visit.read", patient=visit.patient_id, entity=("Visit", visit.id))
    context = {"visit": visit, "form": form, "before": _times_before(visit), "rail": "today"}
    return render(request, "encounters/times.html", context, status=422 if form.errors else 200)


def _corrected(request: HttpRequest, form: TimesForm) -> bool:
    typed = form.cleaned_data
    try:
        correction.correct_times(
            visit=request.visit,
            admitted_at=typed["began"],
            ended_at=typed["ended"],
            why=typed["why"],
            by=request.actor,
            now=request.now,
        )
    except correction.TimesMakeNoSense:
        form.add_error("ended", _("A visit ends after it began, and not in the future. Look at both times again."))
        return False
    return True


def _times_before(visit: Visit) -> list[dict]:
    """Return the times of earlier versions of the Encounter that ended, newest first. One query."""
    seen, before = {(visit.admitted_at, visit.ended_at)}, []
    for version in record.history("Encounter", visit.encounter.logical_id):
        period = times_in(version.doc)
        if period and period not in seen:
            seen.add(period)
            before.append({"began": period[0], "ended": period[1], "until": version.at, "by": version.actor_name})
    return before
