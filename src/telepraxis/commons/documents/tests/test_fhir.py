import pytest

from telepraxis.base import record
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.record import keepers
from telepraxis.base.record.models import DocumentReference, Patient
from tests.guarded import is_kept_plainly, stays_ours
from tests.people import MONDAY_8AM

from .. import keeping
from ..reading import files_of
from . import poison


def test_a_file_kept_here_is_not_changed_from_outside(amara, ines):
    keeping.keep(content=poison.photograph(), name="rash.jpg", patient=amara.patient_id, by=amara, now=MONDAY_8AM)

    stays_ours(
        DocumentReference.objects.get(),
        "Its bytes are kept here: who may takes it out of the record on the page of the patient's files.",
        by=ines,
        status="entered-in-error",
    )


def test_a_document_with_its_bytes_in_it_is_kept_value_for_value(amara, ines):
    patient = Patient.objects.get(uid=amara.patient_id)
    doc = {
        "resourceType": "DocumentReference",
        "id": "example",
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "34108-1", "display": "Outpatient Note"}]},
        "subject": {"reference": f"Patient/{patient.logical_id}"},
        "content": [{"attachment": {"contentType": "text/plain", "data": "QSByYXNo", "title": "A rash"}}],
    }
    is_kept_plainly(doc, by=ines)

    row = keepers.keeper_of("DocumentReference").keep(doc, if_version=None, by=ines, now=MONDAY_8AM)

    assert record.content_of(row)["content"] == doc["content"]
    assert files_of(patient.uid) == []


def test_nobody_hangs_a_file_of_another_chart_into_a_document(amara, ines):
    keeping.keep(content=poison.photograph(), name="rash.jpg", patient=amara.patient_id, by=amara, now=MONDAY_8AM)
    known = DocumentReference.objects.get()
    stolen = {
        "resourceType": "DocumentReference",
        "status": "current",
        "content": [{"attachment": {"url": f"urn:sha256:{known.sha256}"}}],
    }

    with pytest.raises(Refused, match="would pass for one that is made here"):
        keepers.keeper_of("DocumentReference").keep(stolen, if_version=None, by=ines, now=MONDAY_8AM)

    assert DocumentReference.objects.get() == known
