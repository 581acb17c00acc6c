"""Operations: the whole chart, checks before sending, codes."""

from telepraxis.base.access.grants import Reach

from .callers import token_for
from .conftest import keep
from .people import AMARA, PULSE, TOMASZ

GENDER = "http://hl7.org/fhir/administrative-gender"


def ids(answer) -> list[str]:
    return [entry["resource"]["id"] for entry in answer.json.get("entry", [])]


def values(answer) -> dict:
    return {
        each["name"]: next(value for key, value in each.items() if key.startswith("value"))
        for each in answer.json["parameter"]
    }


def test_everything_about_a_patient_and_nothing_about_another(api, quayside, trail):
    ana = {"resourceType": "Practitioner", "id": "ana"}
    amara, *_ = keep(
        quayside, ana, AMARA, TOMASZ, PULSE | {"performer": [{"reference": "Practitioner/ana"}]},
        PULSE | {"id": "his", "subject": {"reference": "Patient/tomasz"}},
        {"resourceType": "Goal", "id": "walk", "lifecycleStatus": "active", "description": {"text": "Walk"},
         "subject": {"reference": "Patient/amara"}},
    )[1:]  # fmt: skip

    answer = api.get("Patient/amara/$everything")

    assert answer.json["type"] == "searchset"
    assert ids(answer) == ["amara", "pulse", "walk", "ana"]
    assert trail(quayside)[-1] == ("read", "fhir.everything", amara.uid, "Patient", "amara")
    assert ids(api.get("Patient/amara/$everything?_type=Observation")) == ["pulse"]
    assert ids(api.get("Patient/amara/$everything?start=2026-11-21")) == ["amara", "walk"]
    assert ids(api.get("Patient/amara/$everything?_since=2030-01-01")) == []
    assert api.get("Patient/amara/$everything?_type=Nonsense").status == 400
    assert api.get("Patient/nobody/$everything").status == 404


def test_everything_comes_page_by_page(api, quayside):
    keep(quayside, AMARA, *[PULSE | {"id": f"p{n}"} for n in range(4)])

    answer, seen = api.get("Patient/amara/$everything?_count=2"), []
    while True:
        seen += ids(answer)
        links = {link["relation"]: link["url"] for link in answer.json["link"]}
        if "next" not in links:
            break
        answer = api.get(links["next"].partition("/quayside/")[2])

    assert seen == ["amara", "p0", "p1", "p2", "p3"]


def test_everything_within_reach_only(api, quayside):
    amara, *_ = keep(quayside, AMARA, TOMASZ, PULSE, PULSE | {"id": "draft", "status": "preliminary"})
    hers = Reach(frozenset({amara.uid}))
    final = Reach(frozenset({amara.uid}), ((("status", "final"),),))
    app = api.as_bearer(token_for(quayside.id, {("Patient", "rs"): hers, ("Observation", "rs"): final}))

    assert ids(app.get("Patient/amara/$everything")) == ["amara", "pulse"]
    assert app.get("Patient/tomasz/$everything").status == 404


def test_a_resource_is_checked_before_it_is_sent(api, quayside):
    keep(quayside, AMARA)
    given = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": AMARA | {"gender": "x"}}]}

    good, bad = api.post("Patient/$validate", AMARA), api.post("Patient/$validate", given)

    assert (good.status, good.issue["severity"]) == (200, "information")
    assert (bad.status, bad.issue["expression"]) == (200, ["Patient.gender"])
    assert api.get("Patient/amara/$validate").issue["severity"] == "information"
    assert api.get("Patient/nobody/$validate").status == 404
    assert api.post("Patient/amara/$validate?mode=update", AMARA | {"id": "b"}).issue["expression"] == ["Patient.id"]
    assert api.post("Patient/$validate?mode=dance", AMARA).status == 400
    assert api.post("Observation/$validate", AMARA).issue["expression"] == ["resourceType"]


def test_what_a_code_means_and_whether_it_belongs(api, quayside):
    known = api.get(f"CodeSystem/$lookup?system={GENDER}&code=female")
    belongs = api.get("ValueSet/$validate-code?url=http://hl7.org/fhir/ValueSet/administrative-gender&code=female")
    coding = {"name": "coding", "valueCoding": {"system": GENDER, "code": "femal"}}
    wrong = api.post("CodeSystem/$validate-code", {"resourceType": "Parameters", "parameter": [coding]})

    assert values(known)["display"] == "Female"
    assert values(belongs) == {"result": True, "display": "Female"}
    assert values(wrong)["result"] is False
    assert api.get("CodeSystem/$lookup?system=http://snomed.info/sct&code=1").status == 404
    assert api.get("CodeSystem/$lookup?code=1").status == 400
    assert api.get("ValueSet/$validate-code?code=1").status == 400


def test_an_operation_that_is_not_there(api, quayside):
    assert api.get("Patient/amara/$dance").status == 404
    assert api.get("$everything").status == 404
    assert api.get("Observation/pulse/$everything").status == 404
    assert api.delete("Patient/amara/$everything").status == 405
