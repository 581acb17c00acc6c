"""Leave of whoever pays: a form, on its way, granted under a number or refused."""

from datetime import date

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.record.models import Resource
from telepraxis.care.medications import authorising
from telepraxis.care.medications.models import PriorAuthorisation
from telepraxis.care.medications.refusals import NotSo
from telepraxis.care.medications.tests.test_afterwards import LATER

WHOLE = {
    "diagnosis": ["Sinusitis, J01.90"], "urgency": ["usual"], "begun": ["new"], "tried": ["not-tried"],
    "months": ["1"], "reasons": ["Guideline of 2025"],
}  # fmt: skip


@pytest.fixture
def begun(prescription, ines):
    return authorising.begin(line=prescription.lines.get().id, payer="Alder Health", by=ines, now=LATER)


def doc_of(row: PriorAuthorisation) -> dict:
    return record.content_of(Resource.objects.get(pk=row.document_id))


def test_one_is_open_for_a_line(begun, prescription, ines, rui):
    line = prescription.lines.get().id
    assert authorising.begin(line=line, payer="Somebody else", by=ines, now=LATER) == begun
    with pytest.raises(NotAllowed):
        authorising.begin(line=line, payer="Alder Health", by=rui, now=LATER)
    assert (begun.state, doc_of(begun)["status"]) == ("draft", "in-progress")


def test_what_is_missing_is_said_and_nothing_is_sent(begun, ines):
    answers = WHOLE | {"urgency": ["urgent"], "months": ["some"]}
    authorising.fill_in(authorisation=begun.id, answers=answers, by=ines, now=LATER)
    with pytest.raises(authorising.NotComplete) as refused:
        authorising.send(authorisation=begun.id, by=ines, now=LATER)
    assert set(refused.value.faults) == {"why-urgent", "months"}
    assert PriorAuthorisation.objects.get().state == "draft"


def test_sent_and_granted_under_a_number(begun, ines):
    authorising.fill_in(authorisation=begun.id, answers=WHOLE, by=ines, now=LATER)
    sent = authorising.send(authorisation=begun.id, by=ines, now=LATER)
    assert (sent.state, doc_of(sent)["status"]) == ("sent", "completed")
    assert authorising.answers_of(sent) == WHOLE
    with pytest.raises(NotSo):
        authorising.fill_in(authorisation=begun.id, answers={}, by=ines, now=LATER)
    with pytest.raises(NotSo):
        authorising.note_answer(authorisation=begun.id, granted=True, by=ines, now=LATER)

    granted = authorising.note_answer(
        authorisation=begun.id, granted=True, number="AH-11", valid_until=date(2027, 1, 1), by=ines, now=LATER
    )
    assert (granted.state, granted.number) == ("granted", "AH-11")
    with pytest.raises(NotSo):
        authorising.withdraw(authorisation=begun.id, by=ines, now=LATER)


def test_taken_back_another_can_be_begun(begun, prescription, ines):
    authorising.withdraw(authorisation=begun.id, by=ines, now=LATER)
    again = authorising.begin(line=prescription.lines.get().id, payer="Alder Health", by=ines, now=LATER)
    assert again != begun
    assert [row.state for row in PriorAuthorisation.objects.order_by("begun_at", "id")] == ["withdrawn", "draft"]
