"""What the CapabilityStatement says, done: every interaction of every type, every operation, and nothing beside."""

import json

import pytest

from telepraxis.base.fhir import validation
from tests.clients.examples import put_people, taken

pytestmark = pytest.mark.official

TRIED = "tried-by-the-book"
PATCH = [{"op": "test", "path": "/id", "value": TRIED}]


@pytest.fixture(scope="module")
def said(api) -> dict:
    return api.get("metadata").json


@pytest.fixture(scope="module")
def one_of_each(api) -> dict[str, dict]:
    """The shortest example of each type, and those whom they are about put already."""
    put_people(api)
    found = {}
    for content in sorted(taken(), key=len, reverse=True):
        doc = json.loads(content)
        found[doc["resourceType"]] = doc | {"id": TRIED}
    return found


def test_the_statement_is_legal_itself(said):
    assert [issue for issue in validation.check(said) if issue.refuses] == []


INTERACTIONS = {  # in the order in which they are tried
    "update": lambda type, doc: ("PUT", f"{type}/{TRIED}", doc),
    "read": lambda type, doc: ("GET", f"{type}/{TRIED}", None),
    "vread": lambda type, doc: ("GET", f"{type}/{TRIED}/_history/1", None),
    "patch": lambda type, doc: ("PATCH", f"{type}/{TRIED}", PATCH),
    "history-instance": lambda type, doc: ("GET", f"{type}/{TRIED}/_history", None),
    "history-type": lambda type, doc: ("GET", f"{type}/_history?_count=1", None),
    "search-type": lambda type, doc: ("GET", f"{type}?_id={TRIED}", None),
    "create": lambda type, doc: ("POST", type, {name: value for name, value in doc.items() if name != "id"}),
    "delete": lambda type, doc: ("DELETE", f"{type}/{TRIED}", None),
}


def test_every_interaction_that_it_names_is_there(api, said, one_of_each):
    tried, lacking = 0, []
    for resource in said["rest"][0]["resource"]:
        type = resource["type"]
        named = {each["code"] for each in resource["interaction"]}
        assert named == INTERACTIONS.keys()
        for code, ask in INTERACTIONS.items():
            doc = one_of_each.get(type, {"resourceType": type, "id": TRIED})
            answer = send(api, *ask(type, doc))
            tried += 1
            if answer.status >= 400 and (type in one_of_each or answer.status in (405, 500, 501)):
                lacking.append((type, code, answer.status, answer.body[:300]))

    assert lacking == []
    assert tried == 146 * 9


def send(api, method: str, path: str, body):
    kind = {"content_type": "application/json-patch+json"} if method == "PATCH" else {}
    return api(method, path, body, **kind)


def test_what_it_says_of_the_whole_system_and_of_conditions_is_there(api, said, one_of_each):
    def bundle(type: str) -> dict:
        return {
            "resourceType": "Bundle",
            "type": type,
            "entry": [{"request": {"method": "GET", "url": "Patient?_count=1"}}],
        }

    whole = {
        "transaction": api.post("", bundle("transaction")),
        "batch": api.post("", bundle("batch")),
        "search-system": api.get("?_type=Patient,Basic&_count=1"),
        "history-system": api.get("_history?_count=1"),
    }
    assert {each["code"] for each in said["rest"][0]["interaction"]} == whole.keys()
    assert {answer.status for answer in whole.values()} == {200}

    flags = {"conditionalCreate": True, "conditionalRead": "full-support", "conditionalUpdate": True,
             "conditionalDelete": "single", "updateCreate": True, "versioning": "versioned-update"}  # fmt: skip
    for resource in said["rest"][0]["resource"]:
        assert {name: resource[name] for name in flags} == flags
    basic = {"resourceType": "Basic", "code": {"text": "a note"}, "identifier": [{"system": "urn:x", "value": TRIED}]}
    there = f"Basic?identifier=urn:x|{TRIED}"
    made, found = (api.post("Basic", basic, if_none_exist=there.partition("?")[2]) for _ in range(2))
    changed = api.put(there, basic | {"code": {"text": "another"}})
    seen = api.get(f"Basic/{made.json['id']}", if_none_match=changed.headers["etag"])
    stale = api.put(f"Basic/{made.json['id']}", changed.json, if_match='W/"1"')
    gone, nobody = api.delete(there), api.delete(there)

    answers = (made, found, changed, seen, stale, gone, nobody)
    assert [answer.status for answer in answers] == [201, 200, 200, 304, 412, 204, 204]


def test_every_operation_that_it_names_is_there(api, said):
    rest = said["rest"][0]
    named = [("", each["name"]) for each in rest["operation"]]
    named += [(each["type"], one["name"]) for each in rest["resource"] for one in each.get("operation", ())]
    silent = [(type, name) for type, name in named if not answers(api, type, name)]

    assert silent == []
    assert not answers(api, "Patient", "no-such-operation")
    assert {name for _, name in named} == {
        "everything", "export", "lookup", "summary", "validate", "validate-code",
    }  # fmt: skip


def answers(api, type: str, name: str) -> bool:
    """Whether an operation is known somewhere: on the type, or on one resource of it."""
    paths = [f"{type}/${name}", f"{type}/nobody/${name}"] if type else [f"${name}"]
    tried = [api.get(path) for path in paths] + [api.post(path, {"resourceType": "Parameters"}) for path in paths]
    return any(each.status not in (405, 500, 501) and not says(each, "not-supported") for each in tried)


def says(answer, code: str) -> bool:
    return answer.status >= 400 and answer.issue["code"] == code
