"""What the pages of prescribing ask and show alike."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from telepraxis.base import audit
from telepraxis.base.record.models import Patient
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.patients.identity import uids_of

from ..models import Basket, PrescribedLine, Prescription
from ..reading import open_basket_of


def its_patient(request: HttpRequest, patient_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


def its_prescription(request: HttpRequest, prescription_id: UUID, **kwargs) -> UUID:
    """Return the patient whom the prescription of the address is for; both rows are kept for the view."""
    request.prescription = get_object_or_404(Prescription, id=prescription_id)
    return its_patient(request, request.prescription.patient_id)


def its_own_prescription(request: HttpRequest, patient_id: UUID, prescription_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address; a prescription of somebody else is not found."""
    its_patient(request, patient_id)
    theirs = Prescription.objects.filter(patient_id__in=uids_of(patient_id))
    request.prescription = get_object_or_404(theirs, id=prescription_id)
    return patient_id


def its_line(request: HttpRequest, patient_id: UUID, prescribed_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address; a line of somebody else is not found."""
    its_patient(request, patient_id)
    theirs = PrescribedLine.objects.filter(patient_id__in=uids_of(patient_id)).select_related("prescription")
    request.line = get_object_or_404(theirs, id=prescribed_id)
    return patient_id


def looked(request: HttpRequest, entity: tuple[str, object] = ("", "")) -> None:
    audit.looked(request.actor, "medications.read", patient=request.patient.uid, entity=entity)


def visit_named(request: HttpRequest) -> Visit | None:
    """Return the visit beside which is prescribed; one of another patient is none."""
    try:
        named = UUID(request.POST.get("visit") or request.GET.get("visit", ""))
    except ValueError:
        return None
    theirs = Visit.objects.filter(patient_id__in=uids_of(request.patient.uid))
    return get_object_or_404(theirs.select_related("patient", "practitioner"), id=named)


def basket_here(request: HttpRequest, visit: Visit | None) -> Basket | None:
    """Return the actor's open draft for this patient, of the visit beside which they are."""
    return open_basket_of(request.patient.uid, request.actor.practitioner_id, visit.id if visit else None)


def query_of(visit: Visit | None) -> str:
    return f"?visit={visit.id}" if visit else ""


def piece(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    """Show a piece: alone to htmx, which puts it in its place; as a page to a browser without scripts."""
    visit = context.get("visit")
    context = {
        "patient": request.patient,
        "patient_id": request.patient.uid,
        "rail": "patients",
        "query": query_of(visit),
        "piece": template,
        **context,
    }
    if "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers:
        return render(request, template, context, status=status)
    return render(request, "medications/compose.html", context, status=status)
