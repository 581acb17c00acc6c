"""Answers that another program writes: scored by us, shown alike."""

from datetime import timedelta

import pytest

from telepraxis.base import record
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Observation, Patient

from ..models import Answered
from ..reading import answers_of, how_many_wait, waiting
from .scenes import LATER, answers_with

FORM = "urn:telepraxis:form:phq-9|1"


@pytest.fixture
def send(amara, ines):
    """`send(answers)`: an app writes Amara's answers through the API's keeper."""

    def keep(answers, id="app-1", **more):
        logical_id = Patient.objects.get(uid=amara.patient_id).logical_id
        items = [
            {"linkId": link_id, "answer": [{"valueCoding": {"system": "http://loinc.org", "code": given}}]}
            for link_id, [given] in answers.items()
        ]
        doc = {
            "resourceType": "QuestionnaireResponse", "id": id, "questionnaire": FORM, "status": "completed",
            "subject": {"reference": f"Patient/{logical_id}"}, "authored": LATER.isoformat(),
            "item": [{"linkId": "problems", "item": items}],
        } | more  # fmt: skip
        return keepers.keeper_of("QuestionnaireResponse").keep(doc, if_version=None, by=ines, now=LATER)

    return keep


def test_it_is_scored_and_waits_like_any_other(send, amara):
    send(answers_with(3, 3, 3, 3, 3, ninth=2))

    [response] = waiting()
    assert (response.score, response.band.text(), response.answered.worrying) == ("17", "moderately severe", True)
    assert (response.answered.owner_id, response.answered.patient_id) == (None, amara.patient_id)


def test_a_sender_who_counted_otherwise_is_named(send, amara):
    claim = {"linkId": "/44261-6", "answer": [{"valueDecimal": 12}]}
    items = [
        {"linkId": link_id, "answer": [{"valueCoding": {"code": given}}]}
        for link_id, [given] in answers_with(1).items()
    ]
    send({}, item=[*items, claim])

    [response] = answers_of(amara.patient_id)
    assert (response.score, response.remark) == ("1", "The sender gave 12; the answers add up to 1.")


def test_corrected_it_is_scored_anew_and_waits_again(send, ines):
    send(answers_with(1))
    Answered.objects.update(seen_at=LATER, seen_by="Dr Inês Carvalho")
    send(answers_with(3, 3), status="amended")

    [response] = waiting()
    assert (response.score, Observation.objects.count(), Observation.objects.get().version) == ("6", 1, 2)


def test_entered_in_error_it_takes_its_score_along(send):
    send(answers_with(3, ninth=1))
    send(answers_with(3, ninth=1), status="entered-in-error")

    assert (how_many_wait(), Observation.objects.get().status) == ((0, 0), "entered-in-error")


def test_an_answer_that_misses_gives_no_score_and_is_shown(send):
    send({"44250-9": ["LA6569-3"]})

    [response] = waiting()
    assert (response.score, [said.question for said in response.sayings()][1:]) == (
        "", ["Little interest or pleasure in doing things"]
    )  # fmt: skip


@pytest.mark.parametrize(
    "more", [{"questionnaire": "http://clinic.example/other"}, {"status": "in-progress"}, {"questionnaire": FORM + "9"}]
)
def test_what_is_of_no_known_form_or_not_done_is_kept_as_it_is(send, more):
    row = send(answers_with(3), **more)

    assert (Answered.objects.count(), Observation.objects.count()) == (0, 0)
    assert record.content_of(row)["status"] == more.get("status", "completed")


def test_what_was_answered_long_ago_is_scored_and_waits_for_nobody(send, amara):
    send(answers_with(3), authored=(LATER - timedelta(days=15)).isoformat())

    assert how_many_wait() == (0, 0)
    assert [each.score for each in answers_of(amara.patient_id)] == ["3"]


def test_many_come_in_a_constant_number_of_questions_about_forms(send, django_assert_max_num_queries):
    send(answers_with(1), id="a")
    with django_assert_max_num_queries(24):
        send(answers_with(1), id="b")
