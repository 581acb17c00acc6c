"""metadata: true to the last parameter, and open to anybody."""

from telepraxis.base.fhir import validation
from telepraxis.base.fhir.parameters import parameters_of, types


def test_says_what_is_there(api, quayside):
    answer = api.as_bearer(None).get("metadata")

    [rest] = answer.json["rest"]
    resources = {each["type"]: each for each in rest["resource"]}
    assert answer.status == 200
    assert sorted(resources) == sorted(types())
    for type, said in resources.items():
        assert {each["name"] for each in said["searchParam"]} == {
            each.name for each in parameters_of(type).values() if each.type != "special"
        }
    assert {each["name"] for each in resources["Patient"]["operation"]} >= {
        "everything",
        "validate",
    }  # and of upper rooms
    assert {each["code"] for each in rest["interaction"]} == {
        "transaction", "batch", "history-system", "search-system",
    }  # fmt: skip
    assert [issue for issue in validation.check(answer.json) if issue.refuses] == []


def test_is_not_sent_again_to_who_has_it(api, quayside):
    tag = api.get("metadata").headers["etag"]

    assert api.get("metadata", if_none_match=tag).status == 304


def test_tells_where_to_sign_in(api, quayside):
    [rest] = api.get("metadata").json["rest"]
    smart = api.as_bearer(None).get(".well-known/smart-configuration")

    addresses = {each["url"]: each["valueUri"] for each in rest["security"]["extension"][0]["extension"]}
    assert smart.headers["content-type"] == "application/json"
    assert addresses["token"] == smart.json["token_endpoint"]
    assert addresses["authorize"] == smart.json["authorization_endpoint"]
