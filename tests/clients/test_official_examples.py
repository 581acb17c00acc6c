"""HL7's examples of R4 are put through the API, come back as they were, and are found by every search parameter."""

import pytest

from tests.clients.comparing import Question
from tests.clients.examples import Put, illegal, not_taken, put_all
from tests.clients.questions import Examples, by_type, differences, named, questions_about, values_in

pytestmark = pytest.mark.official


@pytest.fixture(scope="module")
def put(api) -> dict[str, Put]:
    """Every official example after it was put, by its file's name."""
    return put_all(api)


@pytest.fixture(scope="module")
def examples(put) -> dict[str, Examples]:
    """Those that were taken, by type."""
    return by_type(put)


def test_all_are_taken_but_the_listed_ones(put):
    assert len(put) == 5306
    assert {name for name, one in put.items() if one.is_refused} == illegal().keys() | not_taken().keys()
    assert {one.status for one in put.values()} == {201, 404, 413, 422}


def test_what_is_legal_is_refused_for_the_reason_that_is_listed(put):
    assert {name: put[name].issues for name in not_taken()} == {name: [said] for name, said in not_taken().items()}


def test_all_that_are_taken_come_back_as_they_were(put):
    taken = {name: one for name, one in put.items() if not one.is_refused}

    assert len(taken) == 5227
    assert [name for name, one in taken.items() if not one.is_equal] == []


def test_a_difference_would_be_seen():
    sent = b'{"resourceType":"Basic","id":"x","meta":{"versionId":"7"},"code":{"text":"1.50"},"n":1.50}'

    def is_equal(came_back: bytes) -> bool:
        return Put(201, [], sent, came_back).is_equal

    assert is_equal(sent.replace(b'"7"', b'"1"'))
    assert not is_equal(sent.replace(b"1.50}", b"1.5}"))
    assert not is_equal(sent.replace(b'"resourceType":"Basic","id":"x"', b'"id":"x","resourceType":"Basic"'))
    assert not is_equal(sent.replace(b'"meta":{', b'"meta":{"tag":[{"code":"y"}],'))


def test_every_parameter_finds_what_the_standard_says(api, examples):
    parameters, with_data, questions, wrong = 0, 0, 0, []
    for parameter in named(api):
        here = examples[parameter.type]
        values = {id: values_in(doc, parameter) for id, doc in here.docs.items()}
        parameters += 1
        with_data += any(values.values())
        for question in questions_about(parameter, values):
            questions += 1
            expected = {id for id, found in values.items() if question.is_met_by(found)}
            wrong += differences(api, parameter, question, expected, here)

    assert wrong == []
    assert (parameters, with_data, questions) == (2572, 1535, 14767)


def test_a_wrong_answer_would_be_seen(api, examples):
    gender = next(each for each in named(api) if (each.type, each.name) == ("Patient", "gender"))
    status = next(each for each in named(api) if (each.type, each.name) == ("ValueSet", "status"))
    female, draft = (Question("", code, lambda value: False) for code in ("female", "draft"))

    assert len(differences(api, gender, female, {"example"}, examples["Patient"])) == 1
    assert len(differences(api, status, draft, set(examples["ValueSet"].docs), examples["ValueSet"])) == 1
