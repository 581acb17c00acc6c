"""The nurse's sheet: saved on the way, and read again beside the note."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.care.encounters import rooming, visits
from telepraxis.care.encounters.models import Visit

from . import intake
from .forms import form_of, medicines_in, rows_of
from .panels import gathered_of, sheet_panel
from .permissions import may_read_intake, may_write_intake


def _visit_asked_for(request: HttpRequest, visit_id: UUID) -> Visit:
    request.visit = get_object_or_404(
        Visit.objects.select_related("patient", "practitioner", "encounter"), id=visit_id
    )  # fmt: skip
    return request.visit


@page(may_write_intake, subject=_visit_asked_for)
@require_POST
def save(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Save the sheet; with `then=ready` hand the patient on to the clinician, with `then=back` put them back."""
    refusal = _saved(request)
    then = request.POST.get("then", "")
    if not refusal and then == "ready":
        return _handed_on(request)
    if not refusal and then == "back":
        return _given_back(request)
    if not request.headers.get("HX-Request"):
        if refusal:
            toasts.tell(request, refusal)
        return redirect(f"/visit/{visit_id}/rooming/")
    return _sheet(request, refusal, status=422 if refusal else 200)


def _saved(request: HttpRequest) -> str:
    """Save what was typed; return a refusal in a sentence, or ""."""
    form = form_of(None, request.POST)
    if not form.is_valid():
        return _("This text is too long to save. Shorten it.")
    try:
        intake.save(
            visit=request.visit, medicines=medicines_in(request.POST), **form.cleaned_data, by=request.actor,
            now=request.now,
        )  # fmt: skip
    except intake.NothingAndSomething:
        return _("“Takes no medicines” is ticked, and medicines are listed. Untick it, or empty the list.")
    except rooming.WithAnotherNurse as other:
        return _("%(name)s has this patient. Nothing was changed.") % {"name": other.visit.nurse_name}
    except rooming.NotWithNurse:
        return _("This patient is not with you any more. Nothing was changed.")
    return ""


def _sheet(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    """Show the sheet as it stands, or as it was typed where that could not be saved."""
    context = sheet_panel(request.visit, request.now)
    if refusal:
        context |= {"form": form_of(None, request.POST), "medicines": rows_of(None, request.POST), "refusal": refusal}
    return render(request, "rooming/form.html", context, status=status)


def _handed_on(request: HttpRequest) -> HttpResponse:
    name = request.visit.patient.name_text
    try:
        intake.ready_for_clinician(visit=request.visit, by=request.actor, now=request.now)
        toasts.tell(request, _("%(name)s is ready for the doctor.") % {"name": name})
    except visits.VisitHasBegun:
        toasts.tell(request, _("The doctor has let %(name)s in already.") % {"name": name})
    except visits.VisitRefused:
        toasts.tell(request, _("%(name)s is not with you any more. Nothing was changed.") % {"name": name})
    return _to_the_day(request)


def _given_back(request: HttpRequest) -> HttpResponse:
    name = request.visit.patient.name_text
    try:
        rooming.give_back(visit=request.visit, by=request.actor, now=request.now)
        toasts.tell(request, _("%(name)s waits again. What you wrote is kept.") % {"name": name})
    except visits.VisitRefused:
        toasts.tell(request, _("%(name)s is not with you any more. Nothing was changed.") % {"name": name})
    return _to_the_day(request)


def _to_the_day(request: HttpRequest) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect("/day/")
    answer = HttpResponse()
    answer.headers["HX-Redirect"] = "/day/"
    return answer


@page(may_read_intake, subject=_visit_asked_for)
@require_GET
def gathered(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """What was gathered, again, for a card that looks again."""
    visit = request.visit
    audit.looked(request.actor, "rooming.intake_read", patient=visit.patient_id, entity=("Visit", visit.id))
    return render(request, "rooming/gathered.html", gathered_of(request, visit))
