"""The patient's own results."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.registry.patients.identity import lead_on, uids_of

from .. import deciding
from ..models import Item
from ..own import own_results
from ..permissions import may_read_own_results


def its_patient(request: HttpRequest, patient_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


@page(may_read_own_results, subject=its_patient)
@require_GET
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What the patient was told, the newest first."""
    lead_on(request.patient)
    audit.looked(request.actor, "results.own_read", patient=patient_id)
    context = {"patient": request.patient, "results": own_results(patient_id), "tab": "home", "back": "/"}
    return render(request, "results/own.html", context)


@page(may_read_own_results, subject=its_patient)
@require_POST
def read(request: HttpRequest, patient_id: UUID, item_id: UUID) -> HttpResponse:
    """The patient has read it."""
    item = get_object_or_404(Item, id=item_id, patient_id__in=uids_of(patient_id))
    try:
        deciding.acknowledge(item=item, by=request.actor, now=request.now)
        toasts.tell(request, _("Thank you. Your practice sees that you have read it."))
    except deciding.NotNow:
        toasts.tell(request, _("Your practice looks at this result again. They will write to you."))
    return redirect("results:own", patient_id)
