"""read and vread: what is stored comes back as it is, and only to whom it may."""

from telepraxis.base.access.grants import Reach

from .callers import token_for
from .conftest import keep
from .people import AMARA, PULSE, TOMASZ


def test_a_resource_is_read_as_it_is_stored(api, quayside):
    [row] = keep(quayside, AMARA)

    answer = api.get("Patient/amara")

    assert (answer.status, answer.body.decode()) == (200, row.doc)
    assert answer.headers["etag"] == 'W/"1"'
    assert answer.headers["last-modified"] == "Mon, 23 Nov 2026 12:00:00 GMT"
    assert answer.headers["content-type"] == "application/fhir+json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.headers["x-request-id"]) == 32


def test_a_read_leaves_its_row_with_the_patient(api, quayside, trail):
    amara, pulse = keep(quayside, AMARA, PULSE)

    api.get("Observation/pulse")

    assert trail(quayside)[-1] == ("read", "fhir.read", amara.uid, "Observation", "pulse")


def test_head_says_what_get_would(api, quayside):
    keep(quayside, AMARA)

    answer = api("HEAD", "Patient/amara")

    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"", 'W/"1"')
    assert int(answer.headers["content-length"]) == len(api.get("Patient/amara").body)


def test_what_the_client_has_already_is_not_sent_again(api, quayside):
    keep(quayside, AMARA)

    by_tag = api.get("Patient/amara", if_none_match='W/"1"')
    by_date = api.get("Patient/amara", if_modified_since="Mon, 23 Nov 2026 12:00:00 GMT")

    assert (by_tag.status, by_tag.body, by_date.status) == (304, b"", 304)
    assert api.get("Patient/amara", if_none_match='W/"2"').status == 200
    assert api.get("Patient/amara", if_modified_since="Mon, 23 Nov 2026 11:00:00 GMT").status == 200
    assert api.get("Patient/amara", if_modified_since="yesterday").status == 400


def test_each_version_is_read_also_after_the_resource_is_gone(api, quayside):
    keep(quayside, AMARA, AMARA | {"active": False})
    api.delete("Patient/amara")

    assert api.get("Patient/amara/_history/1").json["name"] == AMARA["name"]
    assert api.get("Patient/amara/_history/2").json["active"] is False
    assert api.get("Patient/amara/_history/3").status == 410
    assert api.get("Patient/amara/_history/4").status == 404
    assert api.get("Patient/amara").status == 410


def test_what_is_not_here_is_told_apart_from_nothing_else(api, quayside, rest, loop):
    amara, _ = keep(quayside, AMARA, TOMASZ)
    only_amara = api.as_bearer(token_for(quayside.id, {("*", "rs"): Reach(frozenset({amara.uid}))}))

    out_of_reach, missing = only_amara.get("Patient/tomasz"), only_amara.get("Patient/nobody")

    assert (out_of_reach.status, missing.status) == (404, 404)
    assert out_of_reach.json == missing.json


def test_somebody_who_tries_another_chart_stands_in_its_trail(api, quayside, trail):
    amara, tomasz = keep(quayside, AMARA, TOMASZ)
    api.as_bearer(token_for(quayside.id, {("*", "rs"): Reach(frozenset({amara.uid}))})).get("Patient/tomasz")

    assert trail(quayside)[-1] == ("write", "fhir.refused", tomasz.uid, "Patient", "tomasz")


def test_an_earlier_version_in_another_chart_is_not_shown(api, quayside):
    amara, tomasz, *_ = keep(quayside, AMARA, TOMASZ, PULSE, PULSE | {"subject": {"reference": "Patient/tomasz"}})
    tomasz_app = api.as_bearer(token_for(quayside.id, {("*", "rs"): Reach(frozenset({tomasz.uid}))}))

    assert tomasz_app.get("Observation/pulse/_history/2").status == 200
    assert tomasz_app.get("Observation/pulse/_history/1").status == 404
    assert tomasz_app.get("Observation/pulse/_history").status == 404


def test_a_scope_with_a_filter_reaches_what_meets_it(api, quayside):
    keep(quayside, AMARA, PULSE, PULSE | {"id": "draft", "status": "preliminary"})
    filtered = Reach(None, ((("status", "final"),),))
    app = api.as_bearer(token_for(quayside.id, {("Observation", "rs"): filtered}))

    assert (app.get("Observation/pulse").status, app.get("Observation/draft").status) == (200, 404)
    assert [entry["resource"]["id"] for entry in app.get("Observation").json["entry"]] == ["pulse"]
    assert app.get("Observation/pulse/_history").status == 403


def test_a_part_of_a_resource_says_that_it_is_one(api, quayside):
    keep(quayside, AMARA, PULSE)

    answer = api.get("Observation/pulse?_elements=valueQuantity")

    assert set(answer.json) == {"resourceType", "id", "meta", "status", "code", "valueQuantity"}
    assert [tag["code"] for tag in answer.json["meta"]["tag"]] == ["SUBSETTED"]
    assert "effectiveDateTime" in api.get("Observation/pulse?_summary=true").json
    assert api.get("Observation/pulse?_summary=nonsense").status == 400


def test_pretty_changes_blanks_only(api, quayside):
    keep(quayside, AMARA, PULSE | {"valueQuantity": {"value": 1.50, "unit": 'a "b" {c}: d'}})

    plain, pretty = api.get("Observation/pulse"), api.get("Observation/pulse?_pretty=true")

    assert pretty.json == plain.json
    assert b'\n  "status": "final"' in pretty.body


def test_xml_is_refused_and_told_so(api, quayside):
    assert api.get("Patient/amara", accept="application/fhir+xml").status == 406
    assert api.get("Patient/amara?_format=xml").status == 406
    answer = api.post("Patient", "<Patient/>", content_type="application/fhir+xml")
    assert answer.status == 415
    assert answer.issue["diagnostics"] == "Send this as application/fhir+json. There is no XML here."
