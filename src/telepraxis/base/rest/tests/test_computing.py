"""What is computed when it is asked for stands beside what is stored."""

import pytest

from telepraxis.base.fhir.outcome import not_supported
from telepraxis.base.record import computed

from .conftest import keep

STORED = {
    "resourceType": "Slot", "id": "elsewhere", "schedule": {"reference": "Schedule/theirs"}, "status": "free",
    "start": "2026-11-25T09:00:00Z", "end": "2026-11-25T09:20:00Z",
}  # fmt: skip


class Mornings:
    """Computes three slots of one schedule."""

    def read(self, logical_id, *, now):
        return next((slot for slot in self.search([], now=now) if slot["id"] == logical_id), None)

    def search(self, asked, *, now):
        if dict(asked).get("identifier"):
            raise not_supported("Not by number.", "identifier")
        if dict(asked).get("schedule", "ours") != "ours":
            return []
        return [STORED | {"id": f"s{hour}", "start": f"2026-11-25T0{hour}:00:00Z"} for hour in (7, 8, 9)]


@pytest.fixture
def mornings():
    before = computed.source_of("Slot")
    computed.learn("Slot", Mornings())
    yield
    computed.learn("Slot", before)


def test_what_is_computed_is_found_page_by_page(api, quayside, mornings, trail):
    first = api.get("Slot?_count=2").json
    [following] = [link["url"] for link in first["link"] if link["relation"] == "next"]
    second = api.get(following.partition("/quayside/")[2]).json

    assert first["total"] == 3
    assert [entry["resource"]["id"] for entry in first["entry"]] == ["s7", "s8"]
    assert [entry["resource"]["id"] for entry in second["entry"]] == ["s9"]
    assert [link["relation"] for link in second["link"]] == ["self"]
    assert trail(quayside)[-1] == ("read", "fhir.searched", None, "Slot", "")


def test_one_is_read_by_its_id_and_what_is_stored_too(api, quayside, mornings):
    keep(quayside, STORED)

    assert api.get("Slot/s8").json["start"] == "2026-11-25T08:00:00Z"
    assert api.get("Slot/elsewhere").json["schedule"] == {"reference": "Schedule/theirs"}
    assert api.get("Slot/s6").status == 404


def test_another_question_is_one_for_what_is_stored(api, quayside, mornings):
    keep(quayside, STORED | {"identifier": [{"value": "7"}]})

    for question in ("Slot?identifier=7", "Slot?schedule=theirs"):
        assert [entry["resource"]["id"] for entry in api.get(question).json["entry"]] == ["elsewhere"]
