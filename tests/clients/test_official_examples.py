"""HL7's examples of R4 are put through the API and come back as they were, or are refused for a known reason."""

import tomllib
from pathlib import Path

import pytest

from tests.clients.examples import Put

pytestmark = pytest.mark.process

HERE = Path(__file__).parent
ILLEGAL = HERE.parent / "fhir_refused.toml"
NOT_HERE = HERE / "refused.toml"


def test_all_are_taken_but_the_listed_ones(put):
    illegal, not_here = tomllib.loads(ILLEGAL.read_text()), tomllib.loads(NOT_HERE.read_text())

    assert len(put) == 5306
    assert {name for name, one in put.items() if one.is_refused} == illegal.keys() | not_here.keys()
    assert {one.status for one in put.values()} == {201, 404, 413, 422}


def test_what_is_legal_is_refused_for_the_reason_that_is_listed(put):
    listed = tomllib.loads(NOT_HERE.read_text())

    assert {name: put[name].issues for name in listed} == {name: [reason] for name, reason in listed.items()}


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
