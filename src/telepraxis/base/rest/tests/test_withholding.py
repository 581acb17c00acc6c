"""What is labelled and not open to the bearer is not there: read, searched, counted, chained, included or changed."""

from dataclasses import replace

import pytest
from django.utils import timezone

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.access.grants import Reach
from telepraxis.base.record import openings
from telepraxis.base.record.labels import SENSITIVITY, Label
from telepraxis.base.record.models import Observation, Opening
from telepraxis.base.uuid7 import uuid7

from .callers import GRANTS, token_for
from .conftest import keep
from .people import AMARA, PULSE, TOMASZ

PSY = {"system": SENSITIVITY, "code": "PSY"}
CLOSED = {"meta": {"security": [PSY]}}
LOW = {
    "resourceType": "Observation",
    "id": "low-mood",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "44249-1"}]},
    "subject": {"reference": "Patient/amara"},
    "encounter": {"reference": "Encounter/crisis"},
    "effectiveDateTime": "2026-11-21T09:30:00Z",
    "valueQuantity": {"value": 21},
} | CLOSED
CRISIS = {
    "resourceType": "Encounter",
    "id": "crisis",
    "status": "finished",
    "class": {"code": "EMER"},
    "subject": {"reference": "Patient/amara"},
} | CLOSED
REPORT = {
    "resourceType": "DiagnosticReport",
    "id": "report",
    "status": "final",
    "code": {"text": "Questionnaires"},
    "subject": {"reference": "Patient/amara"},
    "result": [{"reference": "Observation/low-mood"}],
}


@pytest.fixture
def charts(quayside):
    """Amara's pulse, a report, and what is labelled: her low mood and the visit in which it was found."""
    keep(quayside, AMARA, TOMASZ, CRISIS, PULSE, LOW, REPORT)


@pytest.fixture
def noor(api, quayside):
    """A psychiatrist, cleared for what is labelled as mental health."""
    return api.as_bearer(token_of(quayside, clearance=int(Label.MENTAL_HEALTH)))


@pytest.fixture
def herself(api, quayside, charts):
    with tenancy.serving(quayside.id):
        uid = Observation.objects.values_list("patient_id", flat=True).first()
    reaches = {("*", "rs"): Reach(frozenset({uid}))}
    return api.as_bearer(token_of(quayside, reaches, opened=frozenset({uid})))


def token_of(tenant, reaches=None, **sight) -> str:
    token = token_for(tenant.id, reaches)
    GRANTS[token].actor = replace(GRANTS[token].actor, **sight)
    return token


def found(answered) -> list[str]:
    assert answered.status == 200, answered.body
    return [f"{each['resource']['resourceType']}/{each['resource']['id']}" for each in answered.json.get("entry", [])]


def is_part(answered) -> bool:
    return [tag["code"] for tag in answered.json.get("meta", {}).get("tag", [])] == ["SUBSETTED"]


@pytest.mark.parametrize(
    "path", ["Observation/low-mood", "Observation/low-mood/_history/1", "Observation/low-mood/_history"]
)
def test_it_cannot_be_read_in_any_version(api, noor, herself, charts, path):
    assert (api.get(path).status, api.get(path).issue["code"]) == (404, "not-found")
    assert (noor.get(path).status, herself.get(path).status) == (200, 200)


@pytest.mark.parametrize(
    ("question", "seen", "hidden"),
    [
        ("Observation?patient=amara", ["Observation/pulse"], ["Observation/low-mood"]),
        ("Observation?patient=amara&_sort=-date", ["Observation/pulse"], ["Observation/low-mood"]),
        ("Observation?patient=amara&code=44249-1", [], ["Observation/low-mood"]),
        ("Observation?code=http://loinc.org|44249-1", [], ["Observation/low-mood"]),
        ("Observation?value-quantity=gt20&value-quantity=lt22", [], ["Observation/low-mood"]),
        ("Observation?_security=PSY", [], ["Observation/low-mood"]),
        ("Patient?_has:Observation:patient:code=44249-1", [], ["Patient/amara"]),
        ("DiagnosticReport?result.code=44249-1", [], ["DiagnosticReport/report"]),
        (
            "DiagnosticReport?_id=report&_include=DiagnosticReport:result",
            ["DiagnosticReport/report"],
            ["Observation/low-mood"],
        ),
        ("Patient?_id=amara&_revinclude=Encounter:patient", ["Patient/amara"], ["Encounter/crisis"]),
        ("Patient/amara/Encounter", [], ["Encounter/crisis"]),
        (
            "Patient/amara/$everything?_type=Observation,Encounter",
            ["Observation/pulse"],
            ["Observation/low-mood", "Encounter/crisis"],
        ),
    ],
)
def test_no_search_shows_it_or_says_that_it_is_there(api, noor, charts, question, seen, hidden):
    closed, opened = api.get(question), noor.get(question)

    assert found(closed) == seen
    assert sorted(found(opened)) == sorted(seen + hidden)
    assert (is_part(closed), is_part(opened)) == (True, False)


@pytest.mark.parametrize("question", ["Observation?patient=amara", "Observation?_lastUpdated=gt2000", "Observation?"])
def test_no_total_counts_it(api, noor, charts, question):
    for way in ("_summary=count", "_total=accurate", "_total=estimate"):
        totals = [caller.get(f"{question}&{way}").json["total"] for caller in (api, noor)]
        assert totals == [1, 2], way


def test_words_alone_count_what_is_open(api, noor, charts):
    totals = [caller.get("Observation?code=44249-1&_summary=count").json["total"] for caller in (api, noor)]
    assert totals == [0, 1]


def test_a_page_is_full_although_something_is_closed(api, quayside, charts):
    """A walk along the index that ends with the page passes by what is closed, and goes on."""
    closed = [LOW | {"id": f"a{n}"} for n in range(6)]
    keep(quayside, *closed, *[{**LOW, "id": f"z{n}", "meta": {}} for n in range(3)])
    for question in (
        "Observation?code=http://loinc.org|44249-1",
        "Observation?patient=amara&code=http://loinc.org|44249-1&_sort=-date",
        "Observation?_sort=code&code=44249-1",
    ):
        first = api.get(f"{question}&_count=2")
        [after] = [link["url"] for link in first.json["link"] if link["relation"] == "next"]
        second = api.get(after.partition("/quayside/")[2])
        assert (len(found(first)), len(found(second))) == (2, 1), question


def test_histories_leave_it_out_and_say_so(api, noor, charts):
    for path in ("Observation/_history", "_history"):
        closed, opened = api.get(path), noor.get(path)
        assert "Observation/low-mood" not in found(closed) and "Observation/low-mood" in found(opened)
        assert (is_part(closed), is_part(opened)) == (True, False)


def test_who_and_where_is_whole(api, charts):
    assert not is_part(api.get("Patient?name=okonjo"))


def test_a_patients_own_app_gets_all_of_it(herself):
    answered = herself.get("Observation?patient=amara")
    assert (sorted(found(answered)), is_part(answered)) == (["Observation/low-mood", "Observation/pulse"], False)


def test_another_patients_search_is_whole(api, charts):
    assert not is_part(api.get("Observation?patient=tomasz"))


def test_a_stored_label_travels_as_stored(noor, charts):
    assert noor.get("Observation/low-mood").json["meta"]["security"] == [PSY]


def test_no_change_reaches_it(api, quayside, charts, trail):
    patch = [{"op": "replace", "path": "/status", "value": "amended"}]
    bare = {key: value for key, value in LOW.items() if key != "meta"}
    transaction = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"resource": bare, "request": {"method": "PUT", "url": "Observation/low-mood"}}],
    }
    answers = [
        api.put("Observation/low-mood", bare),
        api.patch("Observation/low-mood", patch),
        api.delete("Observation/low-mood"),
        api.patch("Observation?_id=low-mood", patch),
        api.post("Observation", bare, if_none_exist="_id=low-mood"),
        api.post("", transaction),
    ]
    with tenancy.serving(quayside.id):
        version = Observation.objects.get(logical_id="low-mood").version

    assert [(each.status, each.issue["code"]) for each in answers] == [(404, "not-found")] * 6
    assert version == 1
    assert ("write", "fhir.refused", None, "Observation", "low-mood") in trail(quayside)


def test_what_is_labelled_stays_so_whatever_is_sent(noor, charts):
    answered = noor.put("Observation/low-mood", {key: value for key, value in LOW.items() if key != "meta"})
    assert (answered.status, answered.json["meta"]["security"]) == (200, [PSY])


def test_whoever_sends_something_labelled_reads_it_again_and_no_other(api, quayside, charts):
    sent = api.post("Observation", LOW | {"status": "preliminary"})
    assert sent.status == 201
    assert api.get(f"Observation/{sent.json['id']}").status == 200
    assert found(api.get("Observation?patient=amara&code=44249-1")) == [f"Observation/{sent.json['id']}"]
    other = api.as_bearer(token_for(quayside.id))
    assert other.get(f"Observation/{sent.json['id']}").status == 404


def test_what_was_opened_to_the_account_is_open_here_too(api, quayside, charts):
    account = GRANTS[api.token].actor.account_id
    with tenancy.serving(quayside.id):
        patient = Observation.objects.values_list("patient_id", flat=True).first()
        openings.open_for(
            account_id=account, patient=patient, labels=Label.MENTAL_HEALTH, kind=Opening.Kind.GRANTED,
            by=Actor.system(quayside.id), now=timezone.now(),
        )  # fmt: skip
    assert api.get("Observation/low-mood").status == 200
    assert api.as_bearer(token_of(quayside, account_id=uuid7())).get("Observation/low-mood").status == 404


def test_another_organizations_labels_say_nothing_here(rest, loop, quayside, charts, hillcrest, api):
    keep(hillcrest, AMARA, PULSE)
    there = api.as_bearer(token_for(hillcrest.id), "hillcrest")
    answered = there.get("Observation?patient=amara")
    assert (found(answered), is_part(answered)) == (["Observation/pulse"], False)
