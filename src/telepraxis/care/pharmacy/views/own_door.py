"""What the patient's pages of orders ask alike."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from telepraxis.base import audit
from telepraxis.base.record.models import Patient
from telepraxis.care.medications.models import Prescription
from telepraxis.registry.patients.identity import uids_of

from ..models import Order


def its_patient(request: HttpRequest, patient_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


def its_prescription(request: HttpRequest, patient_id: UUID, prescription_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address; a prescription of somebody else is not found."""
    its_patient(request, patient_id)
    theirs = Prescription.objects.filter(patient_id__in=uids_of(patient_id))
    request.prescription = get_object_or_404(theirs, id=prescription_id)
    return patient_id


def its_order(request: HttpRequest, patient_id: UUID, order_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address; an order of somebody else is not found."""
    its_patient(request, patient_id)
    theirs = Order.objects.filter(patient_id__in=uids_of(patient_id)).select_related("prescription")
    request.order = get_object_or_404(theirs, id=order_id)
    return patient_id


def around(request: HttpRequest) -> dict:
    return {"patient": request.patient, "patient_id": request.patient.uid, "tab": "home"}


def looked(request: HttpRequest, entity: tuple[str, object]) -> None:
    audit.looked(request.actor, "pharmacy.read", patient=request.patient.uid, entity=entity)
