"""Pages of measurements: staff's beside a chart or a visit, the patient's own, the patient's within a visit."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Observation, Patient
from telepraxis.base.ui import toasts
from telepraxis.care.encounters.models import Visit
from telepraxis.care.telehealth import arrival
from telepraxis.care.telehealth.permissions import AtTheDoor, may_come_in
from telepraxis.registry.patients.identity import lead_on, uids_of

from . import taking
from .correcting import ReasonNeeded, entered_in_error, may_take_back
from .forms import MeasurementForm, WrongForm
from .growth import courses_of, is_growing
from .growth_drawing import SPANS, picture_of, span_of
from .growth_tables import reference_of
from .panels import card_of, charts_of, form_of, latest_rows
from .permissions import may_read_as_clinician, may_read_measurements
from .ranges import months_between
from .reading import gestation_of, growth_of


def its_patient(request: HttpRequest, patient_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


def _visit_named(request: HttpRequest, patient_id: UUID) -> Visit | None:
    """Return the visit that the form stands beside; one of another patient is none."""
    try:
        named = UUID(request.POST.get("visit") or request.GET.get("visit", ""))
    except ValueError:
        return None
    return get_object_or_404(Visit.objects.select_related("patient"), id=named, patient_id__in=uids_of(patient_id))


def _today(request: HttpRequest) -> date:
    return timezone.localtime(request.now).date()


def _form(request: HttpRequest, data=None) -> MeasurementForm:
    """Return the form for the patient of the address: of a small child the head is measured too."""
    return form_of(request.actor, data, months=months_between(request.patient.birth_date, _today(request)))


# Staff


@page(may_read_as_clinician, subject=its_patient)
@require_GET
def of_patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Everything that was measured, with charts, and the form."""
    lead_on(request.patient)
    audit.looked(request.actor, "measurements.read", patient=patient_id)
    return _whole_page(request, _form(request))


def _whole_page(request: HttpRequest, form, status: int = 200) -> HttpResponse:
    context = {"patient": request.patient, "patient_id": request.patient.uid, "form": form, "rail": "patients"}
    context["grows"] = is_growing(request.patient.birth_date, _today(request))
    charts = charts_of(request.patient.uid, request.patient.birth_date, request.patient.gender)
    return render(request, "measurements/of_patient.html", context | {"charts": charts}, status=status)


@page(may_read_as_clinician, subject=its_patient)
@require_GET
def latest(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The latest values alone, for a card beside a visit that looks again."""
    audit.looked(request.actor, "measurements.read", patient=patient_id)
    rows = latest_rows(patient_id, request.patient.birth_date, request.patient.gender)
    return render(request, "measurements/latest.html", {"latest": rows, "patient_id": patient_id, "beside": True})


@page(may_read_as_clinician, subject=its_patient)
@require_GET
def card(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The card without its form, for other screens to load."""
    audit.looked(request.actor, "measurements.read", patient=patient_id)
    return _card(request, _visit_named(request, patient_id), None)


@page(may_read_as_clinician, subject=its_patient)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The form, and what is written in it: in a card by htmx, else as a page."""
    visit = _visit_named(request, patient_id)
    within = "HX-Request" in request.headers
    if request.method == "GET":
        audit.looked(request.actor, "measurements.read", patient=patient_id)
        return _card(request, visit, _form(request)) if within else _whole_page(request, _form(request))
    form = _form(request, request.POST)
    if not _kept(request, form, patient_id, visit):
        return _card(request, visit, form, 422) if within else _whole_page(request, form, 422)
    if within:
        return _card(request, visit, None, said=_recorded(form))
    toasts.tell(request, _recorded(form))
    return redirect(f"/visit/{visit.id}/" if visit else request.path.removesuffix("add/"))


def _card(request: HttpRequest, visit: Visit | None, form, status: int = 200, said: str = "") -> HttpResponse:
    patient = request.patient
    context = card_of(
        patient.uid, request.actor, born=patient.birth_date, gender=patient.gender, today=_today(request), visit=visit
    )
    return render(request, "measurements/card.html", context | {"form": form, "said": said}, status=status)


def _kept(request: HttpRequest, form, patient: UUID, visit: Visit | None) -> bool:
    """Record what the form holds; False when it says what is wrong."""
    if not form.is_valid():
        return False
    try:
        taking.record_measurements(patient=patient, taken=form.taken, visit=visit, by=request.actor, now=request.now)
    except taking.Implausible as reason:
        form.add_error("taken_at", str(reason))
        return False
    return True


def _recorded(form) -> str:
    count = len(form.taken)
    return ngettext("%(count)s value recorded", "%(count)s values recorded", count) % {"count": count}


# A child's growth


@page(may_read_measurements, subject=its_patient)
@require_GET
def growth(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Weight, height, head and BMI of a child over the curves of its age and sex: for staff, for the family."""
    lead_on(request.patient)
    audit.looked(request.actor, "measurements.read", patient=patient_id)
    patient, born = request.patient, request.patient.birth_date
    reference = reference_of(patient.gender)
    gestation = gestation_of(patient_id, born) if born else None
    courses = courses_of(growth_of(patient_id), born, reference, gestation) if born else []
    span = request.GET.get("ages", "") if request.GET.get("ages", "") in SPANS else span_of(courses)
    context = {
        "patient": patient,
        "patient_id": patient_id,
        "drawn": [(course, picture_of(course, reference, span)) for course in courses],
        "span": span,
        "has_reference": bool(reference.tables),
        "gestation": gestation,
        "is_corrected": any(point.corrected_text for course in courses for point in course.points),
        "has_sex": patient.gender in ("female", "male"),
        "grows": is_growing(born, _today(request)),
        "sources": sorted({table.source for table in reference.tables}),
    }
    if request.actor.is_staff:
        return render(request, "measurements/growth.html", context | {"rail": "patients"})
    return render(
        request, "measurements/own_growth.html", context | {"tab": "home", "back": f"/me/{patient_id}/measurements/"}
    )


# Taking back


def its_observation(request: HttpRequest, patient_id: UUID, observation_id: UUID) -> Observation:
    request.observation = get_object_or_404(Observation, uid=observation_id, patient_id__in=uids_of(patient_id))
    return request.observation


@page(may_take_back, subject=its_observation)
@require_POST
def wrong(request: HttpRequest, patient_id: UUID, observation_id: UUID) -> HttpResponse:
    """Mark one measurement as wrong, with a reason."""
    form = WrongForm(request.POST)
    back = "measurements:of_patient" if request.actor.is_clinician else "measurements:own"
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        entered_in_error(observation=request.observation, reason=reason, by=request.actor, now=request.now)
        toasts.tell(request, _("Marked as wrong. It is kept in the history and shown no more."))
    except ReasonNeeded:
        toasts.tell(request, _("Say what is wrong with the value. Nothing was changed."))
    return redirect(back, patient_id)


# The patient


@page(may_read_measurements, subject=its_patient)
@require_GET
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The patient's values through time, and the way to add some."""
    if request.actor.is_staff:
        return redirect("measurements:of_patient", patient_id)
    lead_on(request.patient)
    audit.looked(request.actor, "measurements.read", patient=patient_id)
    charts = charts_of(patient_id, request.patient.birth_date, request.patient.gender)
    context = {"patient": request.patient, "patient_id": patient_id, "charts": charts, "tab": "record"}
    context["grows"] = is_growing(request.patient.birth_date, _today(request))
    return render(request, "measurements/own.html", context | {"back": f"/me/{patient_id}/my-record/"})


def its_visit(request: HttpRequest, visit_id: UUID) -> AtTheDoor:
    request.visit = get_object_or_404(Visit.objects.select_related("patient"), id=visit_id)
    return arrival.at_the_door(request, request.visit)


@page(
    may_come_in,
    subject=its_visit,
    organization=lambda request, visit_id: arrival.organization_of(request.session, visit_id),
)
@require_http_methods(["GET", "POST"])
def in_visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The form beside the patient's side of a visit. What was measured before is not shown: a link is no key to it."""
    if not request.visit.is_open:
        raise Http404
    request.patient = request.visit.patient
    form = _form(request, request.POST if request.method == "POST" else None)
    said = ""
    if request.method == "POST" and _kept(request, form, request.visit.patient_id, request.visit):
        said, form = _recorded(form), _form(request)
    context = {"visit": request.visit, "form": form, "said": said}
    whole = "measurements/in_visit_form.html" if "HX-Request" in request.headers else "measurements/in_visit.html"
    return render(request, whole, context, status=422 if form.errors else 200)
