"""search through the door; what each parameter finds is the searching room's to prove."""

from telepraxis.base.access.grants import Reach

from .callers import token_for
from .conftest import keep
from .people import AMARA, PULSE, TOMASZ

FORM = "application/x-www-form-urlencoded"


def found(answer) -> list[str]:
    return [entry["fullUrl"].partition("/quayside/")[2] for entry in answer.json.get("entry", [])]


def test_a_bundle_of_stored_resources(api, quayside, trail):
    amara, tomasz, pulse = keep(quayside, AMARA, TOMASZ, PULSE)

    answer = api.get("Observation?patient=Patient/amara&code=http://loinc.org|8867-4&_total=accurate")

    bundle = answer.json
    assert (bundle["type"], bundle["total"], found(answer)) == ("searchset", 1, ["Observation/pulse"])
    assert bundle["entry"][0]["search"] == {"mode": "match"}
    assert pulse.doc.encode() in answer.body
    assert bundle["link"][0]["url"].startswith("http://localhost/fhir/quayside/Observation?patient=")
    assert trail(quayside)[-1] == ("read", "fhir.searched", amara.uid, "Observation", "")


def test_one_row_for_each_patient_of_whom_something_was_shown(api, quayside, trail):
    amara, tomasz, *_ = keep(
        quayside, AMARA, TOMASZ, PULSE, PULSE | {"id": "his", "subject": {"reference": "Patient/tomasz"}}
    )
    before = len(trail(quayside))

    api.get("Observation?status=final")
    api.get("Patient?name=o")

    rows = trail(quayside)[before:]
    assert {row[2] for row in rows[:2]} == {amara.uid, tomasz.uid}
    assert rows[2:] == [("read", "fhir.searched", None, "Patient", "")]


def test_asked_by_a_form_nothing_stands_in_the_address(api, quayside):
    keep(quayside, AMARA)

    assert found(api.post("Patient/_search", "name=Okonjo", content_type=FORM)) == ["Patient/amara"]
    assert api.post("Patient/_search", AMARA).status == 415


def test_pages_are_followed_by_their_links(api, quayside):
    keep(quayside, AMARA, *[PULSE | {"id": f"p{n}"} for n in range(5)])

    answer, ids = api.get("Observation?status=final&_count=2"), []
    while True:
        ids += found(answer)
        links = {link["relation"]: link["url"] for link in answer.json["link"]}
        if "next" not in links:
            break
        assert "final" not in links["next"]
        answer = api.get(links["next"].partition("/quayside/")[2])

    assert sorted(ids) == [f"Observation/p{n}" for n in range(5)]
    assert api.get("Observation?_page=made-up").status == 400


def test_a_compartment_holds_what_is_about_its_owner(api, quayside):
    keep(quayside, AMARA, TOMASZ, PULSE, PULSE | {"id": "his", "subject": {"reference": "Patient/tomasz"}})

    assert found(api.get("Patient/amara/Observation")) == ["Observation/pulse"]
    assert found(api.get("Patient/tomasz/Observation?code=8867-4")) == ["Observation/his"]
    assert found(api.post("Patient/amara/Observation/_search", "code=nothing", content_type=FORM)) == []
    assert api.get("Organization/x/Observation").status == 404


def test_the_whole_system_is_searched_within_reach(api, quayside):
    keep(quayside, AMARA, PULSE)
    only_pulse = api.as_bearer(token_for(quayside.id, {("Observation", "rs"): Reach()}))

    assert sorted(found(api.get("?_type=Patient,Observation"))) == ["Observation/pulse", "Patient/amara"]
    assert found(only_pulse.get("?_lastUpdated=gt2020")) == ["Observation/pulse"]
    assert only_pulse.get("?_type=Patient,Observation").status == 403


def test_a_token_for_one_chart_finds_nothing_in_another(api, quayside):
    amara, *_ = keep(quayside, AMARA, TOMASZ, PULSE, PULSE | {"id": "his", "subject": {"reference": "Patient/tomasz"}})
    app = api.as_bearer(token_for(quayside.id, {("*", "rs"): Reach(frozenset({amara.uid}))}))

    assert found(app.get("Observation")) == ["Observation/pulse"]
    assert found(app.get("Patient")) == ["Patient/amara"]
    assert found(app.get("Patient?_revinclude=Observation:subject&_id=tomasz")) == []
    assert found(app.get("Observation?subject:Patient.name=Wilk")) == []


def test_a_parameter_that_nobody_knows_is_refused_unless_the_client_is_lenient(api, quayside):
    keep(quayside, AMARA)

    assert api.get("Patient?shoe=44").status == 400
    assert found(api.get("Patient?shoe=44", prefer="handling=lenient")) == ["Patient/amara"]


def test_counts_alone_and_parts(api, quayside):
    keep(quayside, AMARA, PULSE)

    count = api.get("Observation?_summary=count")

    assert (count.json["total"], "entry" in count.json) == (1, False)
    resource = api.get("Observation?_elements=status").json["entry"][0]["resource"]
    assert set(resource) == {"resourceType", "id", "meta", "status", "code"}
