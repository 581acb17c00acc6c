"""What stands on paper is found in the chart once the paper is filed there, and leads to it."""

from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.scanning import confirming
from telepraxis.care.scanning.tests import scene
from telepraxis.registry.patients.identity import records_of

from ..entry import opened
from ..keeping import bring_up_to_date
from ..searching import search

LETTER = """
Karoo Spring Hospital
Discharge summary

Patient: Amara Okonjo        Date of birth: 12 March 1991

The wound on her left shin is clean and smaller.
"""


def found(records, typed):
    bring_up_to_date(records)
    return search(records, typed).lines


def test_a_filed_page_is_found_by_its_words(amara, ines, rui):
    (paper,) = scene.documents_of(scene.send_stack(LETTER, by=rui, now=TEN_FORTY))
    records = records_of(amara.patient_id)
    assert found(records, "shin") == []

    said = confirming.Confirmed(patient=amara.patient_id, title="Discharge summary", same_person=True)
    filed = confirming.confirm(document=paper, said=said, by=ines, now=TEN_FORTY)
    [line] = found(records, "wound shin")
    assert (line.type, line.kind, line.uid) == ("DocumentReference", "documents", filed.reference_id)
    assert opened(line, records).way.address == f"/paper/filed/{filed.reference_id}/"
