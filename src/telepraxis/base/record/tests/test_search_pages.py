"""Pages: nothing twice, nothing missed, whatever is written meanwhile; and what comes along."""

import itertools
from datetime import timedelta
from uuid import UUID

import pytest

from telepraxis.base import audit, record
from telepraxis.base.access.grants import Reach
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.record.searching import including, open_page, seal_page
from tests.people import MONDAY_8AM

from .searched import ALL, build, everything, ids, page, pages, pulse

CHART = "patient=amara&code=http://loinc.org|8867-4"


@pytest.fixture
def town(system):
    return build(system)


@pytest.mark.parametrize(
    "question",
    [
        "code=8867-4&_count=1",
        "code=http://loinc.org|8867-4&_count=2",
        f"{CHART}&_sort=-date&_count=1",
        f"{CHART}&_sort=date&_count=1",
        f"{CHART}&_count=2",
        "patient=amara&code=8867-4,85354-9&_sort=date&_count=1",
        "_sort=-date&_count=2",
        "_sort=date&_count=2",
        "_sort=value-quantity&_count=1",
        "_sort=status,-date&_count=1",
        "_sort=-_lastUpdated&_count=4",
        "_sort=_id&_count=4",
        "_count=1",
    ],
)
def test_pages_put_together_are_the_whole(quayside, town, question):
    whole = ids("Observation", question.replace("_count=", "_count=100&_elements="), quayside.id)
    found = pages("Observation", question, quayside.id)

    assert [id for here in found for id in here] == whole
    assert len(found) == -(-len(whole) // len(found[0]))


def test_a_person_with_two_names_that_fit_stands_on_one_page_only(quayside, town, system):
    for number in range(12):
        given = [f"Oka{number:02}b", f"Okb{number:02}", f"Okz{number:02}"]
        name = {"family": f"Oka{number:02}", "given": given}
        _write(system, {"resourceType": "Patient", "id": f"o{number}", "name": [name]})

    found = pages("Patient", "name=ok&_count=3", quayside.id)

    assert [id for here in found for id in here] == [*(f"o{number}" for number in range(12)), "okon", "amara"]
    assert [len(here) for here in found] == [3, 3, 3, 3, 2]


def test_a_short_page_of_a_person_with_countless_names_is_not_the_last(quayside, town, system):
    _write(system, {"resourceType": "Patient", "id": "many", "name": [{"given": [f"Oa{n:03}" for n in range(40)]}]})

    found = pages("Patient", "name=o&_count=1", quayside.id)

    assert [id for here in found for id in here] == ["many", "okon", "amara"]


def test_pages_sorted_by_a_name_that_not_everybody_has(quayside, town, system):
    for number in range(5):
        _write(system, {"resourceType": "Patient", "id": f"n{number}"})
    nameless = [f"n{number}" for number in range(5)]

    up = [id for here in pages("Patient", "_sort=family&_count=2", quayside.id) for id in here]
    down = [id for here in pages("Patient", "_sort=-name&_count=3", quayside.id) for id in here]

    assert up == ["joao", "amara", "okon", "tomasz", *nameless]
    assert down == ["tomasz", "okon", "amara", "joao", *reversed(nameless)]


@pytest.mark.parametrize("order", ["_sort=-date", "_sort=date", "_sort=-value-quantity", ""])
def test_what_is_written_meanwhile_moves_nobody_else(quayside, town, system, order):
    question = f"code=http://loinc.org|8867-4&{order}&_count=1".replace("&&", "&")
    before = ids("Observation", question.replace("_count=1", "_count=50"), quayside.id)
    days = iter(range(1, 28))

    def somebody_writes():
        for day in itertools.islice(days, 2):
            _write(system, pulse(f"new-{day}", "tomasz", f"2026-11-{day:02}", 40 + 3 * day))

    found = [id for here in pages("Observation", question, quayside.id, somebody_writes) for id in here][:50]

    assert [id for id in found if not id.startswith("new")] == before
    assert len(found) == len(set(found))


def test_a_row_that_goes_takes_no_other_along(quayside, town, system):
    gone = iter(["p1", "p2", "p3", "p4"])

    def somebody_deletes():
        audit.wrote(system, "fhir.removed")
        record.remove("Observation", next(gone), by=system, now=MONDAY_8AM)

    assert pages("Observation", "code=8867-4&_count=1", quayside.id, somebody_deletes) == [
        ["p1"],
        ["p2"],
        ["p3"],
        ["p4"],
    ]


def test_there_is_a_next_page_only_when_there_is_more(quayside, town):
    assert page("Observation", "code=8867-4&_count=4", quayside.id).next is None
    assert page("Observation", "code=8867-4&_count=3", quayside.id).next
    assert page("Observation", "code=8867-4&_count=0", quayside.id).next is None


def test_a_link_to_a_page_says_nothing_and_opens_only_where_it_was_made(quayside, hillcrest, town):
    link = page("Patient", "name=ok&_count=1", quayside.id).next
    assert "ok" not in link.lower() or b"name" not in link.encode()

    later = MONDAY_8AM + timedelta(days=1, seconds=1)
    for organization, type, now, token in [
        (hillcrest.id, "Patient", MONDAY_8AM, link),
        (quayside.id, "Observation", MONDAY_8AM, link),
        (quayside.id, "Patient", later, link),
        (quayside.id, "Patient", MONDAY_8AM, link[:-2] + "AA"),
        (quayside.id, "Patient", MONDAY_8AM, "made-up"),
        (quayside.id, "Patient", MONDAY_8AM, ""),
        (quayside.id, "Patient", MONDAY_8AM, "ü"),
    ]:
        with pytest.raises(Refused, match="lasts a day"):
            open_page(token, type, organization_id=organization, now=now)

    assert open_page(link, "Patient", organization_id=quayside.id, now=MONDAY_8AM).pairs == (
        ("name", "ok"),
        ("_count", "1"),
    )


def test_a_long_question_fits_into_its_link(quayside):
    pairs = (("code", ",".join(f"{n:05}" for n in range(1000))),)
    token = seal_page("Observation", pairs, ["x"], organization_id=quayside.id, now=MONDAY_8AM)

    assert len(token) < 4500
    assert open_page(token, "Observation", organization_id=quayside.id, now=MONDAY_8AM).pairs == pairs


COMING = [
    ("Observation", "_id=p1&_include=Observation:subject", ["amara"]),
    ("Observation", "_id=p1&_include=Observation:subject:Group", []),
    ("Observation", "_id=p1,p3&_include=Observation:subject", ["amara", "tomasz"]),
    (
        "Observation",
        "_id=p1&_include=Observation:subject&_include=Observation:performer:Practitioner",
        ["amara", "ines"],
    ),
    ("Observation", "_id=p1&_include=*", ["amara", "ines"]),
    ("Observation", "_id=p1&_include=Observation:*", ["amara", "ines"]),
    ("Observation", "_id=p3&_include=Observation:subject&_include=Patient:general-practitioner", ["tomasz"]),
    (
        "Observation",
        "_id=p3&_include=Observation:subject&_include:iterate=Patient:general-practitioner",
        ["seth", "tomasz"],
    ),
    ("Patient", "_id=amara&_revinclude=Observation:patient", ["bp1", "p1", "p2", "p4"]),
    ("Patient", "_id=amara&_revinclude=Condition:patient&_revinclude=Encounter:patient", ["asthma", "visit"]),
    ("Patient", "_id=amara&_revinclude=*", ["asthma", "both", "bp1", "p1", "p2", "p4", "risk", "visit"]),
    (
        "Practitioner",
        "_id=ines&_revinclude=Patient:general-practitioner&_revinclude:iterate=Condition:patient",
        ["amara", "asthma", "joao"],
    ),
    (
        "Patient",
        "_id=amara&_revinclude=Observation:patient&_include:iterate=Observation:performer",
        ["bp1", "ines", "p1", "p2", "p4"],
    ),
]


@pytest.mark.parametrize(("type", "question", "expected"), COMING)
def test_what_comes_along(quayside, town, type, question, expected):
    assert sorted(row.logical_id for row in page(type, question, quayside.id).included) == expected


def test_no_more_comes_along_than_a_page_bears(quayside, town, monkeypatch):
    monkeypatch.setattr(including, "MOST", 2)

    found = page("Patient", "_id=amara&_revinclude=Observation:patient", quayside.id)

    assert len(found.included) == 2
    assert [issue.code for issue in found.issues] == ["too-costly"]


def test_it_is_told_when_not_all_that_points_here_was_looked_at(quayside, town, monkeypatch):
    monkeypatch.setattr(including, "MOST_POINTING", 3)

    found = page("Patient", "_id=amara&_revinclude=Observation:patient", quayside.id)

    assert (len(found.included), [issue.code for issue in found.issues]) == (3, ["too-costly"])


def test_includes_are_followed_over_four_steps_and_no_further(quayside, system):
    for number in reversed(range(7)):
        part_of = {"partOf": {"reference": f"Organization/o{number + 1}"}} if number < 6 else {}
        _write(system, {"resourceType": "Organization", "id": f"o{number}", "name": "Ward"} | part_of)

    found = page("Organization", "_id=o0&_include:iterate=Organization:partof", quayside.id)

    assert sorted(row.logical_id for row in found.included) == ["o1", "o2", "o3", "o4"]
    assert "4 steps" in found.issues[0].diagnostics


REACHED = [
    ("Observation", "", ["p3", "bp2"]),
    ("Observation", "code=8867-4", ["p3"]),
    ("Observation", "patient=amara&code=http://loinc.org|8867-4&_sort=-date", []),
    ("Observation", "patient=amara&code=http://loinc.org|8867-4", []),
    ("Observation", "patient=tomasz&code=http://loinc.org|8867-4&_sort=-date", ["p3"]),
    ("Observation", "subject:Patient.name=okon", []),
    ("Patient", "name=o", []),
    ("Patient", "", ["tomasz"]),
    ("Patient", "_has:Observation:patient:code=8867-4", ["tomasz"]),
    ("Practitioner", "_has:Patient:general-practitioner:name=okon", []),
    ("Practitioner", "_has:Patient:general-practitioner:name=wilk", ["seth"]),
    ("Practitioner", "_has:Encounter:participant:status=finished", []),
    ("Condition", "", []),
    ("Group", "", []),
    (None, "_type=Observation,Condition,Patient", ["tomasz", "p3", "bp2"]),
]


@pytest.mark.parametrize(("type", "question", "expected"), REACHED)
def test_nothing_is_found_out_of_reach(quayside, town, type, question, expected):
    only_tomasz = Reach(patients=frozenset({town["tomasz"].uid}))

    assert ids(type, question, quayside.id, reach=lambda type: only_tomasz) == expected
    assert page(
        type, f"{question}&_total=accurate".lstrip("&"), quayside.id, reach=lambda type: only_tomasz
    ).total == len(expected)


def test_nothing_out_of_reach_comes_along(quayside, town):
    only_tomasz = Reach(patients=frozenset({town["tomasz"].uid}))

    seth = page("Practitioner", "_id=seth,ines&_revinclude=*", quayside.id, reach=lambda type: only_tomasz)
    both = page(
        "Appointment",
        "_include=*&_include:iterate=Patient:general-practitioner",
        quayside.id,
        reach=lambda type: only_tomasz,
    )

    assert sorted(row.logical_id for row in seth.included) == ["both", "ines-quay", "p3", "tomasz"]
    assert sorted(row.logical_id for row in both.included) == ["seth", "tomasz"]


def test_a_type_out_of_reach_is_never_joined(quayside, town):
    def reach(type):
        return None if type == "Practitioner" else ALL

    assert ids("Patient", "general-practitioner.name=bauer", quayside.id, reach=reach) == []
    assert page("Patient", "_id=amara&_include=Patient:general-practitioner", quayside.id, reach=reach).included == []
    assert ids(None, "_type=Practitioner,ValueSet", quayside.id, reach=reach) == ["v1", "v2"]
    with pytest.raises(Refused, match="out of reach"):
        page("Practitioner", "", quayside.id, reach=reach)


def test_the_filters_of_a_scope_hold_wherever_its_type_is_met(quayside, town):
    pulses = Reach(filters=((("code", "http://loinc.org|8867-4"), ("status", "final")),))
    either = Reach(filters=((("status", "amended"),), (("code", "85354-9"), ("patient", "tomasz"))))

    def with_(limit):
        return lambda type: limit if type == "Observation" else ALL

    assert ids("Observation", "patient=amara", quayside.id, reach=with_(pulses)) == ["p1", "p4"]
    assert ids("Observation", f"{CHART}&_sort=-date", quayside.id, reach=with_(pulses)) == ["p1", "p4"]
    assert ids("Observation", "", quayside.id, reach=with_(either)) == ["p2", "bp2"]
    assert ids("Patient", "_has:Observation:patient:value-quantity=90", quayside.id, reach=with_(pulses)) == []
    assert [
        row.logical_id
        for row in page(
            "Patient", "_id=tomasz&_revinclude=Observation:patient", quayside.id, reach=with_(pulses)
        ).included
    ] == ["p3"]


def test_another_organization_finds_nothing(quayside, hillcrest, town):
    assert page("Patient", "name=ok", hillcrest.id).rows == []
    assert page("Patient", "", UUID(int=1)).rows == []
    assert everything("Patient") == ALL


def _write(by, doc):
    audit.wrote(by, "fhir.created")
    return record.write(doc["resourceType"], doc, by=by, now=MONDAY_8AM)
