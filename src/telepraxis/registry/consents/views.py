"""What a patient agreed to, in full, and the way to take it back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.registry.patients.identity import lead_on, uids_of

from .giving import AlreadyWithdrawn, consents_of, withdraw
from .models import GivenConsent
from .permissions import may_give_consent


def its_patient(request: HttpRequest, patient_id: UUID) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


@page(may_give_consent, subject=its_patient)
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Show a patient's consents; POST takes one back. Staff, who hear it said, come from the patient's page."""
    if request.method == "POST":
        _take_back(request, patient_id)
    if request.actor.is_staff:
        return redirect("patients:overview", patient_id)
    if request.method == "POST":
        return redirect("consents:own", patient_id)
    lead_on(request.patient)
    audit.looked(request.actor, "consents.read", patient=patient_id)
    context = {"patient": request.patient, "given": consents_of(patient_id), "tab": "me", "back": f"/me/{patient_id}/"}
    return render(request, "consents/own.html", context)


def _take_back(request: HttpRequest, patient_id: UUID) -> None:
    of_patient = GivenConsent.objects.filter(patient_id__in=uids_of(patient_id)).select_related("document")
    try:
        given = get_object_or_404(of_patient, id=UUID(request.POST.get("consent", "")))
        withdraw(consent=given.document, by=request.actor, now=request.now)
    except (AlreadyWithdrawn, ValueError):
        return toasts.tell(request, _("This consent was taken back already."))
    toasts.tell(request, _("Taken back. It holds no more from now on."))
