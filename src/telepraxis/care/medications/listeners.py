"""After a signature and an answer the patient is told; with a label on a line all that says the same is closed too."""

from datetime import datetime

from telepraxis.base.access import Actor
from telepraxis.base.events import listens_to
from telepraxis.base.record.events import LabelsChanged

from .events import MedicineRequestAnswered, PrescriptionSigned
from .labelling import follow
from .models import PrescribedLine, Prescription, Request
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
def close_what_says_the_same(fact: LabelsChanged, *, now: datetime) -> None:
    if fact.type != "MedicationRequest":
        return
    found = PrescribedLine.objects.filter(document__logical_id=fact.logical_id, document__type=fact.type)
    if (line := found.select_related("prescription__paper", "document").first()) is not None:
        follow(line, by=Actor.system(line.organization_id), now=now)
