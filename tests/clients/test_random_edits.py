"""Official examples after random edits: the legal ones come back as they were sent, for all others there is a word."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clients import editing
from tests.clients.examples import put_people, spelled, taken

pytestmark = pytest.mark.official

EDITED = "edited-by-chance"
BY_CHANCE = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def originals(api) -> list[dict]:
    """Official examples, and those whom they are about put already."""
    put_people(api)
    return [editing.read(content) | {"id": EDITED} for content in taken()]


@BY_CHANCE
@given(data=st.data())
def test_a_legal_edit_comes_back_as_it_was_sent(api, originals, data):
    sent = editing.written(data.draw(editing.edited(data.draw(st.sampled_from(originals)))))
    where = f"{json.loads(sent)['resourceType']}/{EDITED}"

    answer = api.put(where, sent)

    assert answer.status in (200, 201), answer.body
    assert spelled(api.get(where).body) == spelled(sent)
    assert api.delete(where).status == 204


@BY_CHANCE
@given(data=st.data())
def test_whatever_is_sent_is_refused_in_words_or_comes_back(api, originals, data):
    sent = editing.written(data.draw(editing.spoiled(data.draw(st.sampled_from(originals)))))
    where = f"{json.loads(sent)['resourceType']}/{EDITED}"

    answer = api.put(where, sent)

    if answer.status in (200, 201):
        assert spelled(api.get(where).body) == spelled(sent)
        assert api.delete(where).status == 204
    else:
        assert 400 <= answer.status < 500, answer.body
        assert answer.json["resourceType"] == "OperationOutcome"
        assert answer.issue["diagnostics"]
        assert api.get(where).status in (404, 410)
