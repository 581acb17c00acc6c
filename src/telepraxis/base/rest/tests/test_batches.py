"""batch and transaction."""

import base64
import json

from telepraxis.base.access.grants import Reach

from .callers import token_for
from .conftest import keep
from .people import AMARA, PULSE, TOMASZ, without


def bundle(kind: str, *entries: dict) -> dict:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def entry(method: str, url: str, resource: dict | None = None, full_url: str = "", **request: str) -> dict:
    made = {"request": {"method": method, "url": url} | request}
    if resource:
        made["resource"] = resource
    return made | ({"fullUrl": full_url} if full_url else {})


def statuses(answer) -> list[str]:
    return [each["response"]["status"] for each in answer.json["entry"]]


NEW_PATIENT = without(AMARA, "id") | {"identifier": [{"system": "urn:nhs", "value": "88"}]}
HERS = without(PULSE, "id") | {
    "subject": {"reference": "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"},
    "text": {
        "status": "generated",
        "div": '<div xmlns="http://www.w3.org/1999/xhtml">'
        '<a href="urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a">her</a></div>',
    },
}


def test_new_resources_refer_to_each_other(api, quayside, trail):
    answer = api.post(
        "",
        bundle(
            "transaction",
            entry("POST", "Observation", HERS),
            entry("POST", "Patient", NEW_PATIENT, "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"),
        ),
    )

    pulse, patient = [each["resource"] for each in answer.json["entry"]]
    assert (answer.json["type"], statuses(answer)) == ("transaction-response", ["201 Created", "201 Created"])
    assert pulse["subject"] == {"reference": f"Patient/{patient['id']}"}
    assert f'href="Patient/{patient["id"]}"' in pulse["text"]["div"]
    said = answer.json["entry"][1]["response"]
    assert said["location"] == f"http://localhost/fhir/quayside/Patient/{patient['id']}/_history/1"
    assert said["etag"] == 'W/"1"'
    assert sorted(row[1] for row in trail(quayside)) == ["fhir.created", "fhir.created"]


def test_a_reference_by_condition_becomes_the_one_that_is_found(api, quayside):
    keep(quayside, AMARA | {"identifier": [{"system": "urn:nhs", "value": "88"}]})
    pulse = without(PULSE, "id") | {"subject": {"reference": "Patient?identifier=urn:nhs|88"}}
    nobody = without(PULSE, "id") | {"subject": {"reference": "Patient?identifier=urn:nhs|89"}}

    answer = api.post("", bundle("transaction", entry("POST", "Observation", pulse)))
    refused = api.post("", bundle("transaction", entry("POST", "Observation", nobody)))

    assert answer.json["entry"][0]["resource"]["subject"] == {"reference": "Patient/amara"}
    assert refused.status == 422
    assert refused.issue["expression"] == ["Bundle.entry[0].resource"]


def test_a_bundle_that_is_kept_refers_within_itself(api, quayside):
    keep(quayside, AMARA | {"identifier": [{"system": "urn:nhs", "value": "88"}]})
    by_condition = without(PULSE, "id") | {"subject": {"reference": "Patient?identifier=urn:nhs|88"}}
    kept = bundle("transaction", entry("POST", "Observation", by_condition)) | {"id": "kept"}

    answer = api.post("", bundle("transaction", entry("PUT", "Bundle/kept", kept)))

    assert statuses(answer) == ["201 Created"]
    assert api.get("Bundle/kept").json["entry"] == kept["entry"]


def test_a_transaction_that_fails_at_its_end_has_changed_nothing(api, quayside, trail):
    keep(quayside, AMARA)
    before = len(trail(quayside))

    answer = api.post(
        "",
        bundle(
            "transaction",
            entry("PUT", "Patient/amara", AMARA | {"active": False}),
            entry("POST", "Observation", PULSE),
            entry("POST", "Observation", PULSE | {"subject": {"reference": "Patient/nobody"}}),
        ),
    )

    assert answer.status == 422
    assert api.get("Patient/amara").headers["etag"] == 'W/"1"'
    assert api.get("Observation?_summary=count").json["total"] == 0
    assert [row[1] for row in trail(quayside)[before:] if row[0] == "write"] == []


def test_a_finding_says_in_which_entry_it_is(api, quayside):
    answer = api.post("", bundle("transaction", entry("POST", "Patient", AMARA | {"gender": "none of these"})))

    assert (answer.status, answer.issue["expression"]) == (422, ["Bundle.entry[0].resource.gender"])


def test_all_kinds_of_changes_and_a_look_at_the_end(api, quayside):
    keep(quayside, AMARA, TOMASZ, PULSE, PULSE | {"id": "old"})
    patch = base64.b64encode(json.dumps([{"op": "add", "path": "/active", "value": True}]).encode()).decode()

    answer = api.post(
        "",
        bundle(
            "transaction",
            entry("GET", "Observation?patient=amara"),
            entry("PATCH", "Patient/tomasz", {"resourceType": "Binary", "contentType": "x/y", "data": patch}),
            entry("PUT", "Patient/amara", AMARA | {"active": False}, ifMatch='W/"1"'),
            entry("POST", "Patient", NEW_PATIENT, ifNoneExist="name=Okonjo"),
            entry("DELETE", "Observation/old"),
        ),
    )

    assert statuses(answer) == ["200 OK", "200 OK", "200 OK", "200 OK", "204 No Content"]
    assert [each["resource"]["id"] for each in answer.json["entry"][0]["resource"]["entry"]] == ["pulse"]
    assert answer.json["entry"][3]["resource"]["id"] == "amara"
    assert api.get("Patient/tomasz").json["active"] is True


def test_what_makes_a_transaction_impossible(api, quayside):
    keep(quayside, AMARA)
    twice = bundle("transaction", entry("PUT", "Patient/amara", AMARA), entry("DELETE", "Patient/amara"))
    stale = bundle("transaction", entry("PUT", "Patient/amara", AMARA, ifMatch='W/"7"'))
    strange = bundle("transaction", entry("POST", "Nonsense", {"resourceType": "Nonsense"}))
    missing = bundle("transaction", {"resource": AMARA})
    read_only = api.as_bearer(token_for(quayside.id, {("*", "rs"): Reach()}))

    answers = [api.post("", each) for each in (twice, stale, strange, missing)]

    assert [answer.status for answer in answers] == [400, 412, 400, 400]
    assert read_only.post("", bundle("transaction", entry("PUT", "Patient/amara", AMARA))).status == 403
    assert api.post("", AMARA).status == 400
    assert (
        api.post("", {"resourceType": "Bundle", "type": "batch", "entry": [{}] * 10_001}).issue["code"] == "too-costly"
    )


def test_each_entry_of_a_batch_stands_by_itself(api, quayside):
    answer = api.post(
        "",
        bundle(
            "batch",
            entry("PUT", "Patient/amara", AMARA),
            entry("GET", "Patient/nobody"),
            entry("POST", "Observation", PULSE),
            entry("GET", "Patient/amara"),
            entry("GET", "Patient?name=Okonjo&_elements=name"),
            entry("POST", "", bundle("batch")),
            {},
        ),
    )

    assert answer.json["type"] == "batch-response"
    assert statuses(answer) == [
        "201 Created", "404 Not Found", "201 Created", "200 OK", "200 OK", "400 Bad Request", "400 Bad Request",
    ]  # fmt: skip
    assert answer.json["entry"][1]["response"]["outcome"]["issue"][0]["code"] == "not-found"
    assert answer.json["entry"][3]["resource"]["id"] == "amara"


def test_an_entry_of_a_batch_reaches_no_further_than_a_request(api, quayside):
    amara, _ = keep(quayside, AMARA, TOMASZ)
    app = api.as_bearer(token_for(quayside.id, {("Patient", "rs"): Reach(frozenset({amara.uid}))}))

    answer = app.post(
        "",
        bundle(
            "batch",
            entry("GET", "Patient/tomasz"),
            entry("GET", "Patient/amara"),
            entry("DELETE", "Patient/amara"),
            entry("GET", "../hillcrest/Patient/amara"),
        ),
    )

    assert statuses(answer) == ["404 Not Found", "200 OK", "403 Forbidden", "404 Not Found"]
