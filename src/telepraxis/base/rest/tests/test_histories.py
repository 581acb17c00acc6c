"""history: of a resource, of a type, of everything."""

from telepraxis.base.access.grants import Reach

from .callers import token_for
from .conftest import keep
from .people import AMARA, PULSE, TOMASZ


def said(answer) -> list[tuple]:
    """Return (method, address, version) of each entry."""
    return [
        (entry["request"]["method"], entry["fullUrl"].partition("/quayside/")[2], entry["response"]["etag"])
        for entry in answer.json.get("entry", [])
    ]


def test_what_became_of_a_resource_the_newest_first(api, quayside, trail):
    amara, _ = keep(quayside, AMARA, AMARA | {"active": True})
    api.delete("Patient/amara")

    answer = api.get("Patient/amara/_history")

    assert (answer.json["type"], answer.json["total"]) == ("history", 3)
    assert said(answer) == [
        ("DELETE", "Patient/amara", 'W/"3"'),
        ("PUT", "Patient/amara", 'W/"2"'),
        ("POST", "Patient/amara", 'W/"1"'),
    ]
    assert "resource" not in answer.json["entry"][0]
    assert answer.json["entry"][1]["resource"]["active"] is True
    assert trail(quayside)[-1] == ("read", "fhir.history", amara.uid, "Patient", "amara")


def test_pages_follow_each_other_without_a_gap(api, quayside):
    keep(quayside, *[AMARA | {"name": [{"family": f"Okonjo {n}"}]} for n in range(5)])

    first = api.get("Patient/amara/_history?_count=2")
    links = {link["relation"]: link["url"] for link in first.json["link"]}
    second = api.get(links["next"].partition("/quayside/")[2])

    assert [each[2] for each in said(first) + said(second)] == ['W/"5"', 'W/"4"', 'W/"3"', 'W/"2"']


def test_since_a_moment_and_as_of_one(api, quayside):
    keep(quayside, AMARA)
    api.put("Patient/amara", AMARA | {"active": True})

    assert [each[2] for each in said(api.get("Patient/amara/_history?_since=2026-11-24T00:00:00Z"))] == ['W/"2"']
    assert [each[2] for each in said(api.get("Patient/amara/_history?_at=2026-11-24"))] == ['W/"1"']
    assert said(api.get("Patient/amara/_history?_at=2026-11-22")) == []
    assert api.get("Patient/amara/_history?_since=last-week").status == 400
    assert api.get("Patient/amara/_history?_nonsense=1").status == 400


def test_of_a_type_and_of_everything_for_who_reaches_it_whole(api, quayside):
    amara, *_ = keep(quayside, AMARA, TOMASZ, PULSE)
    one_chart = api.as_bearer(token_for(quayside.id, {("*", "rs"): Reach(frozenset({amara.uid}))}))
    only_pulse = api.as_bearer(token_for(quayside.id, {("Observation", "rs"): Reach()}))

    assert [each[1] for each in said(api.get("Patient/_history"))] == ["Patient/tomasz", "Patient/amara"]
    assert len(said(api.get("_history"))) == 3
    assert [each[1] for each in said(only_pulse.get("_history"))] == ["Observation/pulse"]
    assert (one_chart.get("Patient/_history").status, one_chart.get("_history").status) == (403, 403)
