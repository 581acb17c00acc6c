"""After a signature and an answer the patient is told; with a label on a line its paper is closed too."""

from datetime import datetime

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.events import listens_to
from telepraxis.base.record.events import LabelsChanged

from .events import MedicineRequestAnswered, PrescriptionSigned
from .models import PrescribedLine, Prescription, Request
from .papers import labels_of
from .telling import tell_of_answer, tell_of_signed


@listens_to(PrescriptionSigned)
def say_that_it_is_there(fact: PrescriptionSigned, *, now: datetime) -> None:
    tell_of_signed(Prescription.objects.select_related("author").get(pk=fact.prescription))


@listens_to(MedicineRequestAnswered)
def say_that_it_was_answered(fact: MedicineRequestAnswered, *, now: datetime) -> None:
    request = Request.objects.get(pk=fact.request)
    if request.from_patient and request.state != Request.State.WITHDRAWN:
        tell_of_answer(request)


@listens_to(LabelsChanged)
def close_the_paper_too(fact: LabelsChanged, *, now: datetime) -> None:
    """Give the paper the labels of its lines: it says what they say."""
    if fact.type != "MedicationRequest":
        return
    found = PrescribedLine.objects.filter(document__logical_id=fact.logical_id)
    line = found.select_related("prescription__paper").first()
    if line is None or line.prescription.paper is None:
        return
    document, by = line.prescription.paper, Actor.system(line.organization_id)
    wanted = labels_of(line.prescription)
    if wanted != document.labels:
        record.put_labels("DocumentReference", document.logical_id, wanted, by=by, now=now)
        audit.wrote(by, "medications.labelled", patient=line.patient_id, entity=("Prescription", line.prescription_id))
