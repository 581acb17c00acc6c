"""What is aimed at the database meets a refusal, or a value that matches nothing."""

import itertools

import pytest

from telepraxis.base import audit, record
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.record.models import Patient
from telepraxis.base.record.searching import finding
from tests.people import MONDAY_8AM

from .searched import build, ids, page

AIMED = [
    "x'; DELETE FROM record_patient; --",
    'x"; DROP TABLE record_word; --',
    "x' OR '1'='1",
    "%s",
    "%(name)s",
    "{}",
    "$1",
    "\\",
    "\x1f\x1e",
    "_%",
    "x\ud7ffé\U0010ffff",
    "1) UNION SELECT 1,2,3,4,5,6,7 --",
]
PLACES = [
    "{}=x",
    "name:{}=x",
    "name={}",
    "name:exact={}",
    "name:contains={}",
    "identifier={}",
    "identifier={}|{}",
    "identifier:of-type={}|{}|{}",
    "gender:not={}",
    "birthdate={}",
    "_id={}",
    "_tag={}",
    "_profile={}",
    "_lastUpdated={}",
    "general-practitioner={}",
    "general-practitioner:identifier={}",
    "general-practitioner.name={}",
    "general-practitioner:{}.name=x",
    "{}.name=x",
    "_has:{}:patient:code=x",
    "_has:Observation:{}:code=x",
    "_has:Observation:patient:{}=x",
    "_has:Observation:patient:code={}",
    "_sort={}",
    "_sort=-{}",
    "_include={}",
    "_include=Patient:{}",
    "_include=Patient:link:{}",
    "_revinclude={}:patient",
    "_count={}",
    "_total={}",
    "_elements={}",
    "_type={}",
]


@pytest.fixture
def town(system):
    return build(system)


def test_nothing_that_is_asked_becomes_a_part_of_the_statement(quayside, town):
    everybody = Patient.objects.count()
    for place, aimed in itertools.product(PLACES, AIMED):
        name, _, value = place.partition("=")
        pair = (name.replace("{}", aimed), value.replace("{}", aimed))
        for strict in (True, False):
            try:
                found = _found([pair], quayside.id, strict)
            except Refused as refusal:
                assert refusal.status == 400
            else:
                assert found in ([], ["amara", "tomasz", "joao", "okon"]), pair

    assert Patient.objects.count() == everybody


def _found(pairs, organization_id, strict):
    from telepraxis.base.fhir.asking import ask
    from telepraxis.base.record.searching import View, find

    from .searched import everything

    query = ask("Patient", pairs, now=MONDAY_8AM, strict=strict)
    return [row.logical_id for row in find(query, View(organization_id, everything, MONDAY_8AM)).rows]


def test_what_takes_too_long_is_refused_and_the_rest_goes_on(quayside, town, monkeypatch, system):
    for number in range(60):
        audit.wrote(system, "fhir.created")
        name = [{"given": [f"N{number}x{other}" for other in range(60)]}]
        record.write("Patient", {"resourceType": "Patient", "name": name}, by=system, now=MONDAY_8AM)
    monkeypatch.setattr(finding, "LONGEST", "1ms")

    slow = "&".join(f"name:contains={letter}" for letter in "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
    with pytest.raises(Refused, match="takes too long") as refusal:
        page("Patient", f"{slow}&_total=accurate", quayside.id)

    assert refusal.value.issues[0].code == "too-costly"
    monkeypatch.setattr(finding, "LONGEST", "10s")
    assert ids("Patient", "name=wilk", quayside.id) == ["tomasz"]


@pytest.mark.parametrize(
    ("type", "question", "statements"),
    [
        ("Patient", "name=o", 1),
        ("Patient", "name=o&gender=female&birthdate=ge1950&_sort=family", 1),
        ("Observation", "patient=amara&code=http://loinc.org|8867-4&_sort=-date", 1),
        ("Observation", "patient.general-practitioner.name=bauer&_total=accurate", 2),
        ("Observation", "_include=Observation:subject&_include=Observation:performer", 2),
        ("Patient", "_revinclude=*", 3),
    ],
)
def test_the_number_of_statements_does_not_grow_with_what_is_found(
    quayside, town, django_assert_num_queries, type, question, statements
):
    around = 4  # a savepoint opened and left, the limit of time set and set back
    with django_assert_num_queries(around + statements):
        page(type, question, quayside.id)
