"""The patient's own page of their record: what they add, what they asked, and the ways to the rest."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.care.measurements.kinds import BY_NAME
from telepraxis.care.measurements.panels import form_of
from telepraxis.care.measurements.taking import Implausible
from telepraxis.commons.documents.sites import named_site
from telepraxis.registry.organizations.jurisdictions import UnknownJurisdiction, emergency_number
from telepraxis.registry.organizations.models import OrganizationProfile
from telepraxis.registry.patients.identity import lead_on
from telepraxis.registry.patients.proxies import represented_by

from .. import adding
from ..danger import HOME
from ..forms import PhotoForm, SymptomForm
from ..own import own_of
from ..permissions import may_contribute, may_see_own_page

KINDS = tuple(BY_NAME[name] for name in HOME)


def its_patient(request: HttpRequest, patient_id: UUID, **_kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


@page(may_see_own_page)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Lead to the record of the person who reads, or of the first one they act for."""
    if request.actor.patient_id:
        return redirect("contributions:own", request.actor.patient_id)
    for person in represented_by(request.actor.account_id):
        return redirect("contributions:own", person.uid)
    raise Http404


@page(may_contribute, subject=its_patient)
@require_GET
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Everything of one's own record, and the ways to add to it."""
    lead_on(request.patient)
    audit.looked(request.actor, "contributions.listed", patient=patient_id)
    found = own_of(patient_id, request.patient.birth_date, request.now)
    shown = {"own": found, "alarms": found.alarms(request.now), "tab": "record"} | _practice()
    return render(request, "contributions/own.html", around(request) | shown | {"back": ""})


def around(request: HttpRequest) -> dict:
    patient = request.patient
    return {
        "patient": patient,
        "patient_id": patient.uid,
        "for_other": not request.actor.is_patient(patient.uid),
        "tab": "record",
        "back": f"/me/{patient.uid}/my-record/",
    }


def _practice() -> dict:
    """Return the practice's phone and the number that brings an ambulance. One query."""
    practice = OrganizationProfile.objects.first()
    try:
        number = emergency_number(practice.organization_id, practice.jurisdiction) if practice else ""
    except UnknownJurisdiction:
        number = ""
    return {"practice": practice, "emergency": number}


@page(may_contribute, subject=its_patient)
@require_http_methods(["GET", "POST"])
def measure(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Values measured at home. What is possible and rare is asked once more; what is dangerous is said at once."""
    lead_on(request.patient)
    form = form_of(request.actor, request.POST or None, kinds=KINDS)
    if request.method == "GET" or not form.is_valid():
        return _measuring(request, form)
    try:
        doubts = adding.doubts_about(patient_id, form.taken)
        if doubts and "sure" not in request.POST:
            return _measuring(request, form, doubts=doubts)
        adding.add_measurements(patient=patient_id, taken=form.taken, by=request.actor, now=request.now)
    except Implausible as refusal:
        form.add_error("taken_at", str(refusal))
        return _measuring(request, form)
    toasts.tell(request, _("Kept. Your practice sees it as measured by you."))
    return redirect("contributions:own", patient_id)


def _measuring(request: HttpRequest, form, doubts=()) -> HttpResponse:
    alarms = adding.alarms_in(form.taken, request.patient.birth_date, request.now) if doubts else []
    shown = {"form": form, "doubts": doubts, "alarms": alarms} | _practice()
    status = 422 if form.errors or doubts else 200
    return render(request, "contributions/measure.html", around(request) | shown, status=status)


@page(may_contribute, subject=its_patient)
@require_http_methods(["GET", "POST"])
def symptom(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A line of the symptom diary."""
    lead_on(request.patient)
    form = SymptomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            adding.write_symptom(patient=patient_id, **form.cleaned_data, by=request.actor, now=request.now)
            toasts.tell(request, _("Kept. Your practice sees it on its list."))
            return redirect("contributions:own", patient_id)
        except adding.SaySomething as refusal:
            form.add_error(refusal.field or None, str(refusal))
    shown = around(request) | {"form": form} | _practice()
    return render(request, "contributions/symptom.html", shown, status=422 if form.errors else 200)


@page(may_contribute, subject=its_patient)
@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A photo, with what it shows and where on the body."""
    lead_on(request.patient)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said, file = form.cleaned_data, form.cleaned_data["photo"]
        kept = adding.add_photo(
            patient=patient_id, content=file.read(), name=file.name, purpose=said["purpose"],
            body_site=named_site(said["site"]), by=request.actor, now=request.now,
        )  # fmt: skip
        if not isinstance(kept, str):
            toasts.tell(request, _("Kept. Your practice sees it on its list."))
            return redirect("contributions:own", patient_id)
        form.add_error("photo", kept)
    shown = around(request) | {"form": form} | _practice()
    return render(request, "contributions/photo.html", shown, status=422 if form.errors else 200)


@page(may_contribute, subject=its_patient)
@require_POST
def take_back(request: HttpRequest, patient_id: UUID, entry_type: str, entry_id: UUID) -> HttpResponse:
    """Take an own entry back: it stays, struck through."""
    try:
        adding.take_back(type=entry_type, entry=entry_id, patient=patient_id, by=request.actor, now=request.now)
        toasts.tell(request, _("Taken back. It stays in your record, struck through."))
    except adding.NotTheirs:
        toasts.tell(request, _("Only what you added yourself can be taken back. You can ask to have it corrected."))
    except adding.NoSuchEntry:
        raise Http404 from None
    return redirect("contributions:own", patient_id)
