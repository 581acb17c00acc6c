"""Pages of the clinician's desk."""

from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import Role, page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import boards, toasts
from telepraxis.care.chart.panels import history_panel
from telepraxis.care.chart.permissions import may_read_chart
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters import rooming as rooming_verbs
from telepraxis.care.encounters.models import Modality, Visit
from telepraxis.care.encounters.permissions import may_room_patient, may_run_visit
from telepraxis.care.entries.lists import banner_of
from telepraxis.care.entries.panels import lists_in
from telepraxis.care.medications.panels import composer_panel
from telepraxis.care.medications.permissions import may_prescribe
from telepraxis.care.scheduling.models import Appointment
from telepraxis.care.timeline.panels import timeline_panel
from telepraxis.registry.patients.identity import lead_on

from .day import day_of, taken_on
from .people import known_about
from .permissions import may_see_day
from .workspace import frame_of, rooming_of, shell_of, story_panel

NOTES = 5  # of the newest visits on the page of the chart; the timeline has them all
DIALS = "dials"  # in the session: the visit whose page, loaded next, calls the patient by itself


def _day_asked_for(request: HttpRequest) -> date:
    """Return the day of the address; nonsense means today."""
    today = timezone.localtime(request.now).date()
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today


def _whose(request: HttpRequest) -> UUID | None:
    """Return whose day is asked for; None is everybody's, which is where a nurse's day begins."""
    usual = "mine" if request.actor.has(Role.PHYSICIAN) else "all"
    return None if request.GET.get("whose", usual) == "all" else request.actor.practitioner_id


def _asked_for(request: HttpRequest) -> dict:
    """Return what the reader asked to see, without the lanes themselves."""
    day, today = _day_asked_for(request), timezone.localtime(request.now).date()
    whose = _whose(request)
    return {
        "day": day,
        "is_today": day == today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "everybody": whose is None,
        "whose": "all" if whose is None else "mine",
        "may_choose": request.actor.practitioner_id is not None,
        "may_take": request.actor.has(Role.NURSE),
    }


def _lanes(request: HttpRequest) -> dict:
    asked, whose, zone = _asked_for(request), _whose(request), timezone.get_current_timezone()
    return asked | {
        "lanes": day_of(whose, asked["day"], zone, request.now),
        "taken": taken_on(whose, asked["day"], zone),
    }


@page(may_see_day)
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """The day; asked by htmx, only its lanes, drawn once for all who watch them."""
    if request.headers.get("HX-Request"):
        audit.watched(request.actor, "day.read", now=request.now)
        return boards.board(request, _key(request), lambda token: _drawn(request, token))
    audit.looked(request.actor, "day.read")
    lanes = _lanes(request)
    live = {"rail": "today", "live_path": f"/live/day/?whose={lanes['whose']}"}
    return render(request, "clinician_desk/day.html", lanes | live)


def _drawn(request: HttpRequest, token: dict) -> str:
    return render_to_string("clinician_desk/lanes.html", _lanes(request) | token)


def _key(request: HttpRequest) -> tuple:
    """Return all that the lanes depend on besides what is booked and who is here."""
    actor, minute = request.actor, request.now.replace(second=0, microsecond=0)
    zone = timezone.get_current_timezone_name()
    asked = (_whose(request), _day_asked_for(request), actor.has(Role.NURSE), get_language(), zone, minute)
    return ("day", actor.organization_id, *asked)


@page(may_see_day)
@require_POST
def open_visit(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Go to the visit of an appointment, opening it if need be; with `start`, begin it at once."""
    appointment = get_object_or_404(Appointment, id=appointment_id)
    try:
        visit = visits.visit_for(appointment=appointment, by=request.actor, now=request.now)
        if "start" in request.POST and visit.modality != Modality.VIDEO and not visit.has_begun:
            presences.start_talking(visit=visit, by=request.actor, now=request.now)
    except (visits.NotBooked, visits.VisitIsOver):
        toasts.tell(request, _("This appointment was cancelled a moment ago."))
        return redirect("clinician_desk:day")
    return redirect("clinician_desk:visit", visit_id=visit.id)


@page(may_see_day)
@require_POST
def take_booked(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Take somebody who was checked in at the desk: their visit is opened with it."""
    appointment = get_object_or_404(Appointment, id=appointment_id)
    try:
        visit = visits.visit_for(appointment=appointment, by=request.actor, now=request.now)
    except visits.NotBooked:
        toasts.tell(request, _("This appointment was cancelled a moment ago."))
        return redirect("clinician_desk:day")
    return _take(request, visit)


def visit_asked_for(request: HttpRequest, visit_id: UUID, **kwargs) -> Visit:
    """Return the visit of the address, kept for the view that follows."""
    chosen = Visit.objects.select_related("patient", "practitioner", "appointment__service")
    request.visit = get_object_or_404(chosen, id=visit_id)
    return request.visit


def _workspace(request: HttpRequest, panel: str, action: str, *, of_patient: bool = True, **context) -> HttpResponse:
    """Show a panel: alone to htmx, which puts it beside the call; in the whole shell to a browser that comes anew.

    The shell shows the patient, so a look at it counts as one at the visit whatever panel is open in it.
    """
    visit = request.visit
    patient = visit.patient_id if of_patient or not _is_for_panel(request) else None
    audit.looked(request.actor, action, patient=patient, entity=("Visit", visit.id) if patient else ("", ""))
    context |= {"visit": visit, "panel": panel, "may_prescribe": may_prescribe.allows(request.actor, visit.patient_id)}
    if _is_for_panel(request):
        return render(request, "clinician_desk/panel.html", context)
    shell = shell_of(visit, request.actor, request.now, dials=request.session.pop(DIALS, "") == str(visit.id))
    return render(request, "clinician_desk/visit.html", shell | context)


def _is_for_panel(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers or "HX-History-Restore-Request" in request.headers


@page(may_run_visit, subject=visit_asked_for)
@require_GET
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    return _workspace(request, "", "visit.read")


@page(may_run_visit, subject=visit_asked_for)
@require_GET
def visit_chart(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    patient = request.visit.patient_id
    shown = {"known": known_about(request.visit.patient, request.now)} | history_panel(patient, besides=visit_id)
    shown |= {"allergies": banner_of(lists_in(request, patient))} | timeline_panel(patient)
    return _workspace(request, "chart", "chart.read", **shown)


@page(may_run_visit, subject=visit_asked_for)
@require_GET
def visit_prescribe(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The composer beside the visit, for whoever may prescribe."""
    composer = composer_panel(request.visit, request.actor, request.now)
    if composer is None:
        raise Http404
    return _workspace(request, "prescribe", "medications.read", **composer)


@page(may_run_visit, subject=visit_asked_for)
@require_GET
def visit_today(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    return _workspace(request, "today", "day.read", of_patient=False, **_lanes(request))


@page(may_run_visit, subject=visit_asked_for)
@require_GET
def visit_schedule(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    return _workspace(request, "schedule", "schedule.read", of_patient=False)


@page(may_run_visit, subject=visit_asked_for)
@require_GET
def visit_patient(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    return _workspace(request, "patient", "patient.read", known=known_about(request.visit.patient, request.now))


@page(may_run_visit, subject=visit_asked_for)
@require_GET
def visit_story(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    return render(request, "clinician_desk/story_again.html", story_panel(request.visit))


@page(may_run_visit, subject=visit_asked_for)
@require_GET
def visit_frame(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    return render(request, "clinician_desk/frame.html", frame_of(request.visit, request.now))


def _frame_again(request: HttpRequest, refusal: str = "") -> HttpResponse:
    """Answer a button of the frame: the frame as it now stands, or the whole page to a browser without scripts."""
    if not request.headers.get("HX-Request"):
        return redirect("clinician_desk:visit", visit_id=request.visit.id)
    visit_asked_for(request, request.visit.id)
    return render(request, "clinician_desk/frame.html", frame_of(request.visit, request.now) | {"refusal": refusal})


@page(may_run_visit, subject=visit_asked_for)
@require_POST
def start(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Start the minutes of a phone or in-person visit."""
    try:
        presences.start_talking(visit=request.visit, by=request.actor, now=request.now)
    except visits.VisitIsOver:
        return _frame_again(request, _("This visit is over."))
    except presences.StartedByHandOnly:
        return _frame_again(request)
    return _frame_again(request)


@page(may_run_visit, subject=visit_asked_for)
@require_POST
def stop(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    try:
        presences.stop_talking(visit=request.visit, by=request.actor, now=request.now)
    except visits.VisitNotBegun:
        return _frame_again(request, _("The visit has not begun."))
    return _frame_again(request)


@page(may_run_visit, subject=visit_asked_for)
@require_POST
def go_on(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Go on by another way of meeting; the stage changes, so the page loads anew. By phone, it then calls by itself."""
    wanted = request.POST.get("by", "")
    if wanted in Modality.values and request.visit.is_open:
        presences.go_on_by(visit=request.visit, modality=wanted, by=request.actor, now=request.now)
        if wanted == Modality.PHONE:
            request.session[DIALS] = str(visit_id)
    return redirect("clinician_desk:visit", visit_id=visit_id)


@page(may_run_visit, subject=visit_asked_for)
@require_POST
def finish(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """End the visit for everybody; the note can still be written and signed."""
    try:
        visits.finish(visit=request.visit, by=request.actor, now=request.now)
    except visits.VisitNotBegun:
        toasts.tell(request, _("The visit has not begun yet: there is nothing to finish."))
    except visits.VisitIsOver:
        toasts.tell(request, _("This visit was cancelled."))
    return redirect("clinician_desk:visit", visit_id=visit_id)


@page(may_room_patient, subject=visit_asked_for)
@require_POST
def take(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Take a waiting patient before the clinician, and go to the page where they are prepared."""
    return _take(request, request.visit)


def _take(request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        rooming_verbs.take(visit=visit, by=request.actor, now=request.now)
    except rooming_verbs.WithAnotherNurse as other:
        said = {"patient": visit.patient.name_text, "nurse": other.visit.nurse_name}
        toasts.tell(request, _("%(patient)s is with %(nurse)s already.") % said)
        return redirect("clinician_desk:day")
    except visits.VisitRefused:
        toasts.tell(request, _("%(name)s does not wait any more.") % {"name": visit.patient.name_text})
        return redirect("clinician_desk:day")
    return redirect("clinician_desk:rooming", visit_id=visit.id)


@page(may_room_patient, subject=visit_asked_for)
@require_GET
def rooming(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Where a nurse prepares the visit: the talk, the sheet, the measurements, side by side."""
    visit = request.visit
    if visit.has_begun or not visit.is_open:
        return redirect("clinician_desk:visit", visit_id=visit.id)
    audit.looked(request.actor, "visit.read", patient=visit.patient_id, entity=("Visit", visit.id))
    return render(request, "clinician_desk/rooming.html", rooming_of(visit, request.actor, request.now))


@page(may_read_chart, subject=lambda request, patient_id: patient_id)
@require_GET
def chart(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The chart on one screen: who this is, the lists, the timeline with its search, what was measured and written."""
    patient = get_object_or_404(Patient, uid=patient_id)
    lead_on(patient)
    audit.looked(request.actor, "chart.read", patient=patient_id, entity=("Patient", patient.logical_id))
    shown = {"rail": "patients", "known": known_about(patient, request.now)} | history_panel(patient_id, limit=NOTES)
    shown |= {"allergies": banner_of(lists_in(request, patient_id))} | timeline_panel(patient_id)
    return render(request, "clinician_desk/chart.html", shown)
