"""create, update, patch, delete and their conditional forms."""

from .callers import token_for
from .conftest import keep
from .people import AMARA, PULSE, without


def test_a_new_resource_gets_an_id_and_says_where_it_is(api, quayside, trail):
    [amara] = keep(quayside, AMARA)

    answer = api.post("Observation", without(PULSE, "id"))

    made = answer.json
    assert answer.status == 201
    assert answer.headers["location"] == f"http://localhost/fhir/quayside/Observation/{made['id']}/_history/1"
    assert without(made, "id", "meta") == without(PULSE, "id")
    assert trail(quayside)[-1] == ("write", "fhir.created", amara.uid, "Observation", made["id"])


def test_what_is_put_comes_back_digit_by_digit_and_in_its_order(api, quayside):
    keep(quayside, AMARA)
    text = (
        '{"resourceType":"Observation","id":"dose","valueQuantity":{"unit":"mg","value":1.50},"status":"final",'
        '"subject":{"reference":"Patient/amara"},"code":{"text":"dose"}}'
    )

    assert api.put("Observation/dose", text).status == 201

    stored = api.get("Observation/dose").body.decode()
    assert stored.endswith(text.partition('"id":"dose",')[2])


def test_all_findings_are_told_at_once_and_nothing_is_kept(api, quayside):
    answer = api.put("Patient/amara", AMARA | {"gender": "unknowable", "birthDate": "12 March"})

    assert answer.status == 422
    assert {issue["expression"][0] for issue in answer.json["issue"]} == {"Patient.gender", "Patient.birthDate"}
    assert api.get("Patient/amara").status == 404


def test_the_address_and_the_resource_must_agree(api, quayside):
    assert api.put("Patient/tomasz", AMARA).issue["expression"] == ["id"]
    assert api.put("Practitioner/amara", AMARA).issue["expression"] == ["resourceType"]
    assert api.put("Patient/amara", without(AMARA, "id")).status == 400


def test_a_change_of_what_somebody_else_changed_is_refused(api, quayside):
    keep(quayside, AMARA, AMARA | {"active": True})

    assert api.put("Patient/amara", AMARA, if_match='W/"1"').status == 412
    assert api.put("Patient/amara", AMARA, if_match='W/"2"').status == 200
    assert api.put("Patient/amara", AMARA, if_match="nonsense").status == 412
    assert api.get("Patient/amara").headers["etag"] == 'W/"3"'


def test_what_the_client_prefers_comes_back(api, quayside):
    minimal = api.put("Patient/amara", AMARA, prefer="return=minimal")
    outcome = api.put("Patient/amara", AMARA, prefer="return=OperationOutcome")

    assert (minimal.status, minimal.body) == (201, b"")
    assert (outcome.status, outcome.json["resourceType"]) == (200, "OperationOutcome")
    assert api.put("Patient/amara", AMARA).json["meta"]["versionId"] == "3"


def test_a_document_about_nobody_here_is_refused(api, quayside):
    answer = api.put("Observation/pulse", PULSE)

    assert (answer.status, answer.issue["code"]) == (422, "not-found")
    assert api.get("Observation/pulse").status == 404


def test_nothing_refers_into_another_organization(api, quayside, hillcrest):
    keep(quayside, AMARA)
    foreign = {"reference": "http://localhost/fhir/hillcrest/Practitioner/x"}

    answer = api.put("Observation/pulse", PULSE | {"performer": [foreign]})

    assert (answer.status, answer.issue["expression"]) == (422, ["performer[0].reference"])


def test_a_reference_by_our_own_address_is_one_to_the_patient_here(api, quayside):
    keep(quayside, AMARA)
    absolute = PULSE | {"subject": {"reference": "http://localhost/fhir/quayside/Patient/amara"}}

    assert api.put("Observation/pulse", absolute).status == 201

    assert api.get("Observation/pulse").json["subject"] == {"reference": "Patient/amara"}
    assert api.get("Observation?patient=amara&_summary=count").json["total"] == 1


def test_a_reference_by_condition_is_not_kept_unresolved(api, quayside):
    keep(quayside, AMARA | {"identifier": [{"system": "urn:nhs", "value": "88"}]})

    answer = api.put("Observation/pulse", PULSE | {"subject": {"reference": "Patient?identifier=urn:nhs|88"}})

    assert (answer.status, answer.issue["expression"]) == (422, ["subject.reference"])
    assert api.get("Observation/pulse").status == 404


def test_a_part_is_not_written_over_the_whole(api, quayside):
    keep(quayside, AMARA)
    part = api.get("Patient/amara?_elements=name").json

    assert api.put("Patient/amara", part).status == 422


def test_a_patch_changes_one_spot_and_keeps_the_digits(api, quayside):
    keep(quayside, AMARA)
    api.put("Observation/pulse", '{"resourceType":"Observation","id":"pulse","status":"final","code":{"text":"x"},'
            '"valueQuantity":{"value":1.50}}')  # fmt: skip

    steps = '[{"op":"test","path":"/status","value":"final"},{"op":"add","path":"/note","value":[{"text":"rest"}]}]'
    answer = api.patch("Observation/pulse", steps)

    assert answer.status == 200
    assert b'"value":1.50' in answer.body and answer.json["note"] == [{"text": "rest"}]


def test_a_patch_that_does_not_fit_changes_nothing(api, quayside):
    keep(quayside, AMARA)

    answer = api.patch("Patient/amara", [{"op": "replace", "path": "/active", "value": True},
                                         {"op": "test", "path": "/active", "value": 1}])  # fmt: skip

    assert (answer.status, answer.issue["diagnostics"]) == (422, "Operation 0: there is nothing at the path.")
    assert api.get("Patient/amara").headers["etag"] == 'W/"1"'
    assert api.patch("Patient/amara", {"op": "add"}).status == 400
    assert api.patch("Patient/amara", b'[],"x":1').status == 400


def test_a_deleted_resource_is_gone_and_may_come_again(api, quayside, trail):
    keep(quayside, AMARA)

    assert api.delete("Patient/amara").status == 204
    assert api.delete("Patient/amara").status == 204
    assert api.delete("Patient/nobody").status == 404
    assert api.get("Patient/amara").status == 410
    assert [row[1] for row in trail(quayside)][-1] == "fhir.removed"
    assert api.put("Patient/amara", AMARA).status == 201


def test_a_patient_with_a_chart_stays(api, quayside):
    keep(quayside, AMARA, PULSE)

    assert api.delete("Patient/amara").status == 409


IDENTIFIED = AMARA | {"identifier": [{"system": "urn:nhs", "value": "88"}]}


def test_created_only_when_there_is_none_like_it(api, quayside):
    first = api.post("Patient", IDENTIFIED, if_none_exist="identifier=urn:nhs|88")
    second = api.post("Patient", IDENTIFIED, if_none_exist="identifier=urn:nhs|88")

    assert (first.status, second.status) == (201, 200)
    assert first.json["id"] == second.json["id"]


def test_a_condition_in_the_address_of_a_create_counts_too(api, quayside):
    first = api.post("Patient?identifier=urn:nhs|88", IDENTIFIED)
    second = api.post("Patient?identifier=urn:nhs|88&_format=json", IDENTIFIED)

    assert (first.status, second.status) == (201, 200)
    assert api.post("Patient?_format=json", IDENTIFIED).status == 201


def test_changed_where_it_is_found(api, quayside):
    made = api.put("Patient?identifier=urn:nhs|88", without(IDENTIFIED, "id"))
    changed = api.put("Patient?identifier=urn:nhs|88", without(IDENTIFIED, "id") | {"active": False})
    api.post("Patient", IDENTIFIED)

    assert (made.status, changed.status, changed.json["id"]) == (201, 200, made.json["id"])
    assert api.put("Patient?identifier=urn:nhs|88", without(IDENTIFIED, "id")).status == 412
    assert api.delete("Patient?identifier=urn:nhs|88").status == 412
    assert api.put("Patient", without(IDENTIFIED, "id")).status == 400


def test_patched_and_deleted_where_it_is_found(api, quayside):
    api.post("Patient", IDENTIFIED)

    patch = api.patch("Patient?identifier=urn:nhs|88", [{"op": "add", "path": "/active", "value": True}])

    assert (patch.status, patch.json["active"]) == (200, True)
    assert api.delete("Patient?identifier=urn:nhs|88").status == 204
    assert api.delete("Patient?identifier=urn:nhs|88").status == 204
    assert api.get("Patient?identifier=urn:nhs|88&_summary=count").json["total"] == 0


def test_a_token_for_one_chart_writes_in_no_other(api, quayside):
    from telepraxis.base.access.grants import Reach

    amara, _ = keep(quayside, AMARA, AMARA | {"id": "tomasz"})
    app = api.as_bearer(token_for(quayside.id, {("*", "cruds"): Reach(frozenset({amara.uid}))}))

    assert app.put("Observation/pulse", PULSE).status == 201
    assert (
        app.put("Observation/other", PULSE | {"id": "other", "subject": {"reference": "Patient/tomasz"}}).status == 403
    )
    assert app.put("Observation/pulse", PULSE | {"subject": {"reference": "Patient/tomasz"}}).status == 403
    assert app.put("Patient/tomasz", AMARA | {"id": "tomasz"}).status == 404
    assert app.post("Patient", AMARA).status == 403
    assert api.get("Observation/pulse").headers["etag"] == 'W/"1"'


def test_a_body_that_grows_too_large_is_refused_while_it_comes(api, quayside):
    answer = api.post("Patient", b" " * (16 * 1024 * 1024 + 1))

    assert (answer.status, answer.issue["code"]) == (413, "too-long")
