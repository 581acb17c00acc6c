"""The plan beside the note, what the patient ticks off, the list of what is due."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import VisitIsOver
from telepraxis.care.measurements import taking
from telepraxis.care.measurements.kinds import BY_NAME
from telepraxis.care.measurements.panels import form_of
from telepraxis.care.measurements.permissions import may_add_own
from telepraxis.care.scheduling.offering import services_to_book
from telepraxis.care.scheduling.permissions import may_book

from . import asking, booking_steps, panels, planning
from .asked import is_outside, to_look_at
from .due import due_list
from .forms import ReasonForm, StepForm
from .models import Step
from .permissions import may_plan, may_tick, may_watch_measurements, may_work_list


def visit_asked_for(request: HttpRequest, visit_id, **kwargs) -> Visit:
    """Return the visit of the address, kept for the view that follows."""
    request.visit = get_object_or_404(Visit.objects.select_related("patient", "practitioner", "encounter"), id=visit_id)
    return request.visit


def step_asked_for(request: HttpRequest, step_id, **kwargs) -> Step:
    """Return the step of the address, kept for the view that follows."""
    request.step = get_object_or_404(Step.objects.select_related("visit", "service", "asked"), id=step_id)
    return request.step


def its_patient(request: HttpRequest, **kwargs) -> UUID:
    return step_asked_for(request, **kwargs).patient_id


def _card(request: HttpRequest, form: StepForm | None = None, status: int = 200, refusal: str = "") -> HttpResponse:
    """Answer with the plan's card to htmx, with the visit's page to a browser without scripts."""
    if not request.headers.get("HX-Request"):
        if form is not None and form.errors:
            toasts.tell(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect(f"/visit/{request.visit.id}/")
    context = panels.of_visit(request, request.visit, form) | {"refusal": refusal}
    return render(request, "follow_up/panels/of_visit.html", context, status=status)


@page(may_plan, subject=visit_asked_for)
@require_GET
def plan(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The card again, after something changed elsewhere."""
    audit.looked(request.actor, "plan.read", patient=request.visit.patient_id, entity=("Visit", visit_id))
    return _card(request)


@page(may_plan, subject=visit_asked_for)
@require_POST
def add_step(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Write one step; the line is empty again for the next."""
    form = StepForm(request.POST, services=services_to_book(), today=timezone.localtime(request.now).date())
    if not form.is_valid():
        return _card(request, form, status=422)
    try:
        planning.write_step(visit=request.visit, **form.said(), by=request.actor, now=request.now)
    except planning.StepRefused:
        return _card(request, form, 422, _("This plan is full. Take a step out before you add another."))
    except VisitIsOver:
        return _card(request, form, 422, _("This visit was cancelled: there is nothing to plan from it."))
    return _card(request)


def _place(request: HttpRequest) -> str:
    """Return where the step was shown; the undo button of a toast says it in its address."""
    return request.POST.get("place") or request.GET.get("place", "")


def _back(request: HttpRequest) -> HttpResponse:
    """Go back to where the step was shown."""
    place, step = _place(request), request.step
    if request.headers.get("HX-Request") and place == "visit" and may_plan.allows(request.actor, step.visit):
        visit_asked_for(request, step.visit_id)
        return _card(request)
    if place == "visit":
        return redirect(f"/visit/{step.visit_id}/")
    if place == "summary":
        return redirect("chart:own_summary", visit_id=step.visit_id)
    if place == "list":
        return redirect("follow_up:due")
    return redirect(f"/?for={step.patient_id}")


@page(may_tick, subject=step_asked_for)
@require_POST
def tick_off(request: HttpRequest, step_id: UUID) -> HttpResponse:
    try:
        planning.tick_off(step=request.step, by=request.actor, now=request.now)
    except planning.StepClosed:
        toasts.tell(request, _("This step was taken out of the plan."))
        return _back(request)
    if _place(request) != "visit":
        undo = reverse("follow_up:not_done", args=[step_id])
        toasts.tell(request, _("Done."), undo=f"{undo}?place={'list' if _place(request) == 'list' else 'home'}")
    return _back(request)


@page(may_tick, subject=step_asked_for)
@require_POST
def not_done(request: HttpRequest, step_id: UUID) -> HttpResponse:
    """Take the tick back."""
    try:
        planning.not_done_after_all(step=request.step, by=request.actor, now=request.now)
    except planning.StepClosed:
        toasts.tell(request, _("This step was taken out of the plan."))
    return _back(request)


@page(may_work_list, subject=its_patient)
@require_POST
def cancel_step(request: HttpRequest, step_id: UUID) -> HttpResponse:
    """Take a step out of the plan, with a reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        toasts.tell(request, _("Say why, so that the next reader knows. Nothing was changed."))
        return _back(request)
    try:
        planning.cancel_step(step=request.step, why=form.cleaned_data["why"], by=request.actor, now=request.now)
    except planning.StepClosed:
        toasts.tell(request, _("This step is done already."))
    return _back(request)


@page(may_book, subject=its_patient)
@require_POST
def book(request: HttpRequest, step_id: UUID) -> HttpResponse:
    """Go to the choice of a time, with service and reason set and the step's day open."""
    try:
        draft = booking_steps.begin_booking(
            step=request.step, opened_by=str(request.actor.account_id), by=request.actor, now=request.now
        )
    except planning.StepClosed:
        toasts.tell(request, _("This visit is booked already, or needed no more."))
        return _back(request)
    day = f"?day={request.step.due_on.isoformat()}" if request.step.due_on else ""
    return redirect(f"{reverse('scheduling:time', args=[draft.id])}{day}")


@page(may_add_own, subject=its_patient)
@require_POST
def measure(request: HttpRequest, step_id: UUID) -> HttpResponse:
    """Keep what was measured at home, typed into the home itself."""
    step = request.step
    if step.kind != Step.Kind.MEASURE:
        raise Http404
    form = form_of(request.actor, request.POST, kinds=(BY_NAME[step.asked.measure],))
    if not form.is_valid():
        said = [error for errors in form.errors.values() for error in errors]
        toasts.tell(request, " ".join([*said, _("Nothing was kept.")]))
        return _back(request)
    taking.record_measurements(patient=step.patient_id, taken=form.taken, by=request.actor, now=request.now)
    toasts.tell(request, _thanks(step, form.taken))
    return _back(request)


def _thanks(step: Step, taken: list) -> str:
    kept = [taking.plausible(BY_NAME[one.kind], one.values, one.unit) for one in taken]
    if any(is_outside(step.asked, values) for values in kept):
        return _(
            "Kept. It lies outside what %(name)s expected: they see it on their list, but not at once. "
            "If you feel ill, call the practice; in an emergency call the local number."
        ) % {"name": step.written_by}
    return _("Kept. Thank you.")


@page(may_watch_measurements, subject=its_patient)
@require_POST
def looked_at(request: HttpRequest, step_id: UUID) -> HttpResponse:
    """A clinician has seen what came in."""
    try:
        asking.looked_at(step=request.step, by=request.actor, now=request.now)
    except asking.NothingAsked:
        raise Http404 from None
    return _back(request)


@page(may_work_list)
@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """What is due and overdue at the practice."""
    today = timezone.localtime(request.now).date()
    audit.looked(request.actor, "plan.due_read")
    watches = may_watch_measurements.allows(request.actor)
    watched = [(one, one.days_missing(today)) for one in to_look_at(request.now)] if watches else []
    for patient in {one.step.patient_id for one, _missing in watched}:
        audit.looked(request.actor, "measurements.read", patient=patient)
    context = {"due": due_list(today), "today": today, "rail": "follow_up", "watched": watched}
    return render(request, "follow_up/due.html", context)
