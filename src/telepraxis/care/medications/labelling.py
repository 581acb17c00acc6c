"""What says the same as a signed line is closed with it: its paper, what was handed out, asked, answered, gone past."""

from datetime import datetime

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record import labels
from telepraxis.base.record.models import Resource

from .models import Concern, Fill, PrescribedLine, PriorAuthorisation, Request
from .papers import labels_of
from .request_document import answer_in


def closed_like(doc: dict, of: record.Stored) -> dict:
    """Return a new document with the labels of the one that it is about."""
    return labels.with_labels(doc, labels.Label(of.labels)) if of.labels else doc


def follow(line: PrescribedLine, *, by: Actor, now: datetime) -> None:
    """Give everything about a line its labels, and the paper those of all its lines."""
    wanted = labels.Label(line.document.labels)
    for row in _about(line):
        if labels.Label(row.labels) != wanted:
            record.put_labels(row.type, row.logical_id, wanted, by=by, now=now)
    paper = line.prescription.paper
    if paper is not None and labels.Label(paper.labels) != (whole := labels_of(line.prescription)):
        record.put_labels("DocumentReference", paper.logical_id, whole, by=by, now=now)
    audit.wrote(by, "medications.labelled", patient=line.patient_id, entity=("PrescribedLine", line.id))


def _about(line: PrescribedLine) -> list[Resource]:
    """Return the documents about one line: fills, requests with their answers, authorisations, warnings gone past."""
    found = [
        row.document
        for table in (Fill, Request, PriorAuthorisation)
        for row in table.objects.filter(line=line).select_related("document")
    ]
    answers = [answer_in(record.content_of(row)) for row in found if row.type == "Task"]
    found += Resource.objects.filter(type="Communication", logical_id__in=[each for each in answers if each])
    mine = f'"MedicationRequest/{line.document.logical_id}"'
    issues = Concern.objects.filter(basket_id=line.prescription.basket_id, document__isnull=False)
    found += [each.document for each in issues.select_related("document") if mine in each.document.doc]
    return found
