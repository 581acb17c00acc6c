"""What insurance a patient has: their own page, and the page of whoever reads it from the card at the desk."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.registry.patients.identity import lead_on

from .. import coverages, covering
from ..forms.plans import CoverageForm
from ..permissions import may_keep_coverage, may_keep_own_coverage
from .own_places import its_patient


@page(may_keep_own_coverage, subject=its_patient)
@require_http_methods(["GET", "POST"])
def coverage(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """See one's own insurances, and keep another."""
    return _page(request, patient_id, "storefronts:coverage", shell="ui/patient.html")


@page(may_keep_own_coverage, subject=its_patient)
@require_POST
def end_coverage(request: HttpRequest, patient_id: UUID, coverage_id: UUID) -> HttpResponse:
    """Let one count no more."""
    return _ended(request, patient_id, coverage_id, "storefronts:coverage")


@page(may_keep_coverage, subject=its_patient)
@require_http_methods(["GET", "POST"])
def coverage_of(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """See a patient's insurances, and keep another from the card."""
    lead_on(get_object_or_404(Patient, uid=patient_id))
    return _page(request, patient_id, "storefronts:coverage_of", shell="ui/staff.html")


@page(may_keep_coverage, subject=its_patient)
@require_POST
def end_coverage_of(request: HttpRequest, patient_id: UUID, coverage_id: UUID) -> HttpResponse:
    """Let one count no more."""
    return _ended(request, patient_id, coverage_id, "storefronts:coverage_of")


def _page(request: HttpRequest, patient_id: UUID, here: str, *, shell: str) -> HttpResponse:
    plans = covering.published_plans()
    form = CoverageForm(request.POST if request.method == "POST" else None, plans=plans)
    if request.method == "POST" and form.is_valid():
        try:
            coverages.keep(patient=patient_id, said=form.said, by=request.actor, now=request.now)
            toasts.tell(request, _("Kept."))
            return redirect(here, patient_id)
        except coverages.BadCoverage as refused:
            form.say(refused.why)
    audit.looked(request.actor, "storefronts.coverage_seen", patient=patient_id)
    billed = {each.key for each in plans}
    found = coverages.of_patient(patient_id, timezone.localdate(request.now))
    context = {
        "form": form,
        "coverages": [{"one": each, "is_billed": each.said.key in billed} for each in found],
        "patient": request.patient,
        "patient_id": patient_id,
        "shell": shell,
        "is_own": shell == "ui/patient.html",
        "end": "storefronts:end_coverage" if shell == "ui/patient.html" else "storefronts:end_coverage_of",
        "rail": "patients",
        "tab": "me",
        "back": "/",
    }
    return render(request, "storefronts/coverage.html", context, status=422 if form.errors else 200)


def _ended(request: HttpRequest, patient_id: UUID, coverage_id: UUID, here: str) -> HttpResponse:
    if coverages.one_of(patient_id, coverage_id, timezone.localdate(request.now)) is None:
        raise Http404
    coverages.end(coverage=coverage_id, by=request.actor, now=request.now)
    toasts.tell(request, _("It counts no more."))
    return redirect(here, patient_id)
