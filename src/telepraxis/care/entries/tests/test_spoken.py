"""One line that says several things: each is looked at by itself, and only what was confirmed is kept."""

from datetime import date

import pytest

from telepraxis.base.record.models import Observation, Resource
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY

from .. import keeping, spoken
from ..lists import lists_of
from .test_pages import HTMX, address

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "line, first, rest",
    [
        ("asthma; stop  ibuprofen ;bp 120/80", "asthma", "stop ibuprofen; bp 120/80"),
        (" ; ;asthma;", "asthma", ""),
        (";", "", ""),
    ],
)
def test_a_line_is_parted_at_semicolons(line, first, rest):
    assert spoken.first_of(line) == (first, rest)


@pytest.mark.parametrize(
    "said, ending",
    [
        ("stop ibuprofen", ("ibuprofen", "", "")),
        ("Stopped ibuprofen 400 mg because of heartburn", ("ibuprofen 400 mg", "heartburn", "")),
        ("stop ibuprofen since March 2026, heartburn", ("ibuprofen", "heartburn", "2026-03")),
        ("no longer takes iron: cured", ("iron", "cured", "")),
        ("resolved bronchitis 2025", ("bronchitis", "", "2025")),
        ("stopped smoking", ("smoking", "", "")),
        ("endometriosis", None),
        ("ibuprofen 400 mg", None),
    ],
)
def test_what_is_over(said, ending):
    found = spoken.ending_in(said, TODAY)
    assert ((found.what, found.why, found.day) if found else None) == ending


@pytest.mark.parametrize(
    "said, values",
    [
        ("bp 138/86 pulse 72", {"blood_pressure_0": "138", "blood_pressure_1": "86", "heart_rate": "72"}),
        ("BP: 138 over 86 mmHg, weight 81,5 kg", {
            "blood_pressure_0": "138", "blood_pressure_1": "86", "weight": "81,5", "weight_unit": "kg"}),
        ("temp 99.1 F and sats 97%", {
            "temperature": "99.1", "temperature_unit": "[degF]", "oxygen_saturation": "97"}),
        ("glucose 110 mg/dl", {"glucose": "110", "glucose_unit": "mg/dL"}),
        ("bp 138/86 bp 130/80", {}),
        ("bp 138", {}),
        ("weight loss", {}),
        ("pulse 72 irregular", {}),
        ("pain in the knee", {}),
    ],
)  # fmt: skip
def test_what_was_measured(said, values):
    assert spoken.readings_in(said) == values


def test_a_name_is_meant_by_the_beginnings_of_its_words():
    assert spoken.is_called("Hydrochlorothiazide 25 mg", "hydrochloro 25")
    assert not spoken.is_called("Hydrochlorothiazide 25 mg", "thiazide")


@pytest.fixture
def visit(room_visit, ines, amara):
    keeping.add(patient=amara.patient_id, kind="medicine", values={"what": "Iron 80 mg"}, by=ines, now=TEN_FORTY)
    return visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)


def confirmed(client, patient, page: str, path: tuple, **said) -> str:
    """Send a form with what the page hands on: the rest of the line and the visit."""
    for name in ("rest", "visit", "version"):
        if f'name="{name}" value="' in page:
            said[name] = page.split(f'name="{name}" value="')[1].split('"')[0]
    return client.post(address(patient, *path), said, headers=HTMX).content.decode()


def test_each_part_is_shown_and_kept_by_itself_within_the_visit(visit, amara, ines, browse):
    client = browse(ines)
    typed = {"line": "migraine 2015; stop iron because of cramps; bp 138/86 pulse 72", "visit": visit.id}
    page = client.post(address(amara, "line"), typed, headers=HTMX).content.decode()
    assert "Then: stop iron because of cramps; bp 138/86 pulse 72" in page
    page = confirmed(client, amara, page, ("problem", "add"), what="Migraine", onset="2015", state="active")
    assert 'data-kept="Migraine added"' in page and "Stop: Iron 80 mg" in page and 'value="cramps"' in page
    iron = lists_of(amara.patient_id).standing("medicine")[0].uid
    page = confirmed(client, amara, page, ("medicine", iron, "end"), why="cramps")
    assert 'data-kept="Stop: noted"' in page and 'value="138"' in page and 'name="weight"' not in page
    page = confirmed(client, amara, page, ("measured",), blood_pressure_0="138", blood_pressure_1="86", heart_rate="72")

    assert 'data-done="2 values recorded"' in page
    lists = lists_of(amara.patient_id)
    assert [(entry.what, entry.more[-1]) for entry in lists.past("medicine")] == [("Iron 80 mg", "cramps")]
    assert [entry.what for entry in lists.standing("problem")] == ["Migraine"]
    assert Observation.objects.filter(encounter_id=visit.encounter_id).count() == 2


def test_what_is_called_otherwise_or_twice_ends_nothing(visit, amara, ines, browse):
    client = browse(ines)
    keeping.add(patient=amara.patient_id, kind="medicine", values={"what": "Iron 20 mg"}, by=ines, now=TEN_FORTY)
    none = client.post(address(amara, "line"), {"line": "stop gold; asthma"}, headers=HTMX).content.decode()
    two = client.post(address(amara, "line"), {"line": "stop iron"}, headers=HTMX).content.decode()

    assert "Nothing on the lists is called “gold”" in none and "Go on with: asthma" in none
    assert "Which “iron” is over?" in two and "Iron 80 mg" in two and "Iron 20 mg" in two
    assert len(lists_of(amara.patient_id).standing("medicine")) == 2


def test_what_cannot_have_been_measured_is_refused(visit, amara, ines, browse):
    typed = {"blood_pressure_0": "86", "blood_pressure_1": "138"}
    answer = browse(ines).post(address(amara, "measured"), typed, headers=HTMX)

    assert answer.status_code == 422 and "The lower blood pressure must be smaller" in answer.content.decode()
    assert Observation.objects.count() == 0


def test_the_front_desk_measures_nothing(visit, amara, rui, browse):
    typed = {"heart_rate": "72"}
    assert browse(rui).post(address(amara, "measured"), typed, headers=HTMX).status_code == 404
    assert Observation.objects.count() == 0 and Resource.objects.filter(type="Condition").count() == 0


def test_an_entry_is_offered_in_the_line_from_then_on(visit, amara, ines, sam, browse):
    client = browse(ines)
    values = {"what": "Amlodipine 5 mg", "dose": "once a day"}
    row = keeping.add(patient=amara.patient_id, kind="medicine", values=values, by=ines, now=TEN_FORTY)
    path = address(amara, "medicine", row.uid, "favour")
    first, again = (client.post(path, headers=HTMX).content.decode() for _ in range(2))

    assert "Amlodipine 5 mg is offered in the line from now on." in first
    assert "It is offered in the line already." in again
    assert client.get("/phrases/lines/").json()["lines"] == [
        {"title": "Amlodipine 5 mg", "line": "Amlodipine 5 mg once a day"}
    ]
    assert browse(sam).get("/phrases/lines/").json()["lines"] == []
