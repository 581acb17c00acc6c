"""What orders put into other rooms' screens."""

from uuid import UUID

from telepraxis.base.ui.panels import panel
from telepraxis.care.medications.models import Prescription

from . import becoming, beside_talk, choosing, own_orders, remarks
from .permissions import may_order, may_read_orders, may_read_own_orders, may_remark_as_prescriber


@panel("prescription.own", template="pharmacy/own/of_prescription.html", order=10)
def of_own_prescription(request, prescription: Prescription) -> dict | None:
    """The way to a pharmacy, and the orders that there are."""
    patient = prescription.patient_id
    if not may_read_own_orders.allows(request.actor, patient):
        return None
    orders = own_orders.of_prescription(prescription.id, request.now)
    basket = choosing.of_prescription(prescription.id, request.now)
    can_order = bool(basket.lines) and may_order.allows(request.actor, patient)
    if not orders and not can_order:
        return None
    return {"patient_id": patient, "prescription": prescription, "orders": orders, "can_order": can_order}


@panel("home", template="pharmacy/own/of_home.html", rule=may_read_own_orders, order=15)
def of_home(request, patient: UUID) -> dict | None:
    """Orders that are under way."""
    orders = own_orders.open_of(patient, request.now)
    return {"patient_id": patient, "orders": orders} if orders else None


@panel("prescription.beside", template="pharmacy/beside/became.html", order=10)
def beside_prescription(request, prescription: Prescription) -> dict | None:
    """What became of each line at pharmacies."""
    if not may_read_orders.allows(request.actor, prescription.patient_id):
        return None
    return {"stories": becoming.of_prescription(prescription.id, request.now)}


@panel("prescription.beside", template="pharmacy/beside/talk.html", order=20)
def with_the_pharmacy(request, prescription: Prescription) -> dict | None:
    """What was said with the pharmacies; it counts as read once a clinician has it before them. Three queries."""
    if not may_remark_as_prescriber.allows(request.actor, prescription.patient_id):
        return None
    threads = beside_talk.threads_of(prescription.id)
    if new := [each for thread in threads for each in thread.new]:
        remarks.read(remarks=new, by=request.actor, now=request.now)
    return {"threads": threads} if threads else None


@panel("medicines.waiting", template="pharmacy/beside/unread.html", rule=may_remark_as_prescriber, order=10)
def unread(request, practitioner: UUID | None) -> dict | None:
    """What pharmacists wrote and nobody here has read; it is read beside its prescription. One query."""
    waiting = beside_talk.unread(practitioner)
    return {"remarks": waiting, "count": len(waiting)} if waiting else None


@panel("chart.above", template="pharmacy/beside/in_chart.html", rule=may_read_orders, order=21)
def in_chart(request, patient: UUID) -> dict | None:
    """What is at pharmacies, and what was picked up or never picked up lately. One query where there is none."""
    stories = becoming.lately(patient, request.now)
    return {"patient_id": patient, "stories": stories} if stories else None
