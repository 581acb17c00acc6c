"""The patient's own prescriptions: the code for the pharmacy, how to take it, asking for more."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.registry.patients.identity import lead_on

from .. import afterwards, reading, showing
from ..forms import WordsForm
from ..models import Prescription
from ..permissions import may_ask_renewal, may_read_own_prescriptions
from ..refusals import NotSo
from .around import its_line, its_own_prescription, its_patient, looked
from .practice import signed_paper


@page(may_read_own_prescriptions, subject=its_patient)
@require_GET
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Every prescription, those that are good now first."""
    lead_on(request.patient)
    looked(request)
    found = showing.every(reading.prescriptions_of(patient_id), request.now)
    context = {
        "current": [each for each in found if each.is_ready],
        "past": [each for each in found if not each.is_ready],
        "back": "/",
    }
    return render(request, "medications/own.html", _around(request) | context)


def _around(request: HttpRequest) -> dict:
    return {
        "patient": request.patient,
        "patient_id": request.patient.uid,
        "is_self": request.actor.is_patient(request.patient.uid),
        "tab": "home",
    }


@page(may_read_own_prescriptions, subject=its_own_prescription)
@require_GET
def own_one(request: HttpRequest, patient_id: UUID, prescription_id: UUID) -> HttpResponse:
    """One prescription: the code, how each is taken in the patient's language, in large print if asked for."""
    looked(request, ("Prescription", prescription_id))
    try:
        shown = showing.one(reading.prescription(prescription_id), request.now)
    except Prescription.DoesNotExist:
        raise Http404 from None
    context = {
        "one": shown,
        "is_large": request.GET.get("print") == "large",
        "may_ask": may_ask_renewal.allows(request.actor, patient_id),
        "back": f"/me/{patient_id}/prescriptions/",
    }
    return render(request, "medications/own_one.html", _around(request) | context)


@page(may_read_own_prescriptions, subject=its_own_prescription)
@require_GET
def own_paper(request: HttpRequest, patient_id: UUID, prescription_id: UUID) -> HttpResponse:
    """The signed PDF."""
    return signed_paper(request)


@page(may_read_own_prescriptions, subject=its_line)
@require_POST
def ask_renewal(request: HttpRequest, patient_id: UUID, prescribed_id: UUID) -> HttpResponse:
    """Ask the practice for more of one medicine."""
    form = WordsForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    try:
        afterwards.ask_renewal(line=prescribed_id, words=words, by=request.actor, now=request.now)
        toasts.tell(request, _("Sent. Your practice answers, and you find it here."))
    except NotSo as refusal:
        toasts.tell(request, str(refusal))
    return redirect("medications:own_one", patient_id, request.line.prescription_id)
