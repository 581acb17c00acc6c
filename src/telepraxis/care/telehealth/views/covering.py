"""A colleague takes a visit over."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.covering import ReasonMissing
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.permissions import may_take_over

from .. import covering


def visit_asked_for(request: HttpRequest, visit_id: UUID) -> Visit:
    request.visit = get_object_or_404(Visit.objects.select_related("patient", "practitioner"), id=visit_id)
    return request.visit


@page(may_take_over, subject=visit_asked_for)
@require_POST
def take_over(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Treat instead of the visit's clinician from now on; the page loads anew, with the note and the call."""
    try:
        covering.take_over(
            visit=request.visit, why=request.POST.get("why", "")[:300], by=request.actor, now=request.now
        )
    except ReasonMissing:
        toasts.tell(request, _("Say why you take the visit over: it stays in the record."))
    except visits.VisitIsOver:
        toasts.tell(request, _("This visit is over: there is nothing to take over."))
    else:
        toasts.tell(request, _("You treat this visit now."))
    return redirect(f"/visit/{visit_id}/")
