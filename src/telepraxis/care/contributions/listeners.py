"""What happens elsewhere and matters here; and whom to tell of answers."""

from datetime import datetime

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import listens_to
from telepraxis.base.record.events import LabelsChanged
from telepraxis.base.record.models import DocumentReference, Observation
from telepraxis.care.measurements.events import MeasurementsTaken
from telepraxis.commons.documents.events import FileKept

from . import corrections
from .arrivals import notice, put_on_list
from .entries import ASKABLE
from .events import CorrectionDecided, QuestionAnswered
from .models import Arrival, Correction, Question
from .telling import tell_asker


@listens_to(MeasurementsTaken)
def look_for_danger(fact: MeasurementsTaken, *, now: datetime) -> None:
    """What the patient's side measured anywhere, in a visit say. Once each, whoever noticed first."""
    if fact.by_patient:
        rows = Observation.objects.filter(patient_id=fact.patient, last_updated=fact.at)
        notice(list(rows), by=_system(), now=now)


@listens_to(FileKept)
def put_photo_on_list(fact: FileKept, *, now: datetime) -> None:
    """What is sent outside of a visit; within one, whoever is there sees it."""
    if not fact.by_patient or fact.encounter is not None:
        return
    row = DocumentReference.objects.filter(uid=fact.document, status="current").first()
    if row is not None:
        put_on_list(row, "DocumentReference", Arrival.Kind.PHOTO, by=_system(), now=now)


@listens_to(QuestionAnswered)
def tell_of_answer(fact: QuestionAnswered, *, now: datetime) -> None:
    tell_asker(Question.objects.get(id=fact.question), f"question:{fact.question}:{fact.texts}")


@listens_to(CorrectionDecided)
def tell_of_decision(fact: CorrectionDecided, *, now: datetime) -> None:
    tell_asker(Correction.objects.get(id=fact.correction), f"correction:{fact.correction}")


@listens_to(LabelsChanged)
def close_what_was_stated(fact: LabelsChanged, *, now: datetime) -> None:
    if fact.type in ASKABLE:
        corrections.follow(type=fact.type, logical_id=fact.logical_id, by=_system(), now=now)


def _system() -> Actor:
    return Actor.system(tenancy.served_organization())
