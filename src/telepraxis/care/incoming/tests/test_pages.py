"""The pages: files in, the difference, the merge, and what the chart says of it afterwards."""

import io

import pytest

from telepraxis.base import record
from telepraxis.base.record.models import Observation

from ..models import Brought
from . import karoo


@pytest.fixture
def desk(browse, ines):
    return browse(ines)


def send(desk, patient, content: bytes = b"", **more):
    file = io.BytesIO(content or karoo.bundle())
    file.name = "karoo.json"
    return desk.post(f"/patients/{patient.patient_id}/incoming/", {"file": file, **more})


def test_ines_brings_a_record_in_and_merges_it(desk, amara):
    answer = send(desk, amara, system="Karoo Spring Hospital")
    brought = Brought.objects.get()
    path = f"/patients/{amara.patient_id}/incoming/{brought.id}/"
    assert (answer.status_code, answer.headers["Location"]) == (302, path)

    page = desk.get(path)
    assert page.text.count('name="entry"') == 3
    for said in ("Penicillin", "13.50 g/dL", "Mild intermittent asthma", "4 entries that cannot join the chart",
                 "1 person, place or product that comes along", "From Karoo Spring Hospital."):  # fmt: skip
        assert said in page.text
    assert 'name="same_person"' not in page.text

    answer = desk.post(f"{path}merge/", {"entry": ["2", "4"]})

    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    page = desk.get(path)
    for said in ("Penicillin", "13.50 g/dL", "Karoo Spring Hospital", "karoo.json", "Thandi Ndlovu"):
        assert said in page.text
    assert Observation.objects.get().patient_id == amara.patient_id
    for page in (f"/patients/{amara.patient_id}/", f"/chart/{amara.patient_id}/"):
        assert "Karoo Spring Hospital" in desk.get(page).text


def test_somebody_elses_record_asks_for_a_word(desk, tomasz):
    send(desk, tomasz)
    path = f"/patients/{tomasz.patient_id}/incoming/{Brought.objects.get().id}/"

    page = desk.get(path)
    answer = desk.post(f"{path}merge/", {"entry": ["2"]})

    assert "The person in the file may be somebody else." in page.text
    assert answer.status_code == 422
    assert "Say first that the person in the file is this patient." in answer.text
    assert not record.of_type("AllergyIntolerance").exists()
    assert desk.post(f"{path}merge/", {"entry": ["2"], "same_person": "yes"}).status_code == 302
    assert "Differed; checked by who merged it" in desk.get(path).text


def test_nothing_selected_merges_nothing(desk, amara):
    send(desk, amara)
    path = f"/patients/{amara.patient_id}/incoming/{Brought.objects.get().id}/"

    answer = desk.post(f"{path}merge/")

    assert (answer.status_code, "Select at least one entry." in answer.text) == (422, True)
    assert Brought.objects.get().is_waiting


def test_what_was_thrown_away_is_gone(desk, amara):
    send(desk, amara)
    path = f"/patients/{amara.patient_id}/incoming/{Brought.objects.get().id}/"

    answer = desk.post(f"{path}throw-away/")

    assert answer.headers["Location"] == f"/patients/{amara.patient_id}/incoming/"
    assert "Nothing of it is in the chart" in desk.get(path).text
    assert desk.post(f"{path}merge/", {"entry": ["2"]}).headers["Location"] == path
    assert "Nothing was brought in" in desk.get(f"/patients/{amara.patient_id}/incoming/").text


def test_a_file_that_is_no_record_says_what_to_do(desk, amara):
    answer = desk.post(f"/patients/{amara.patient_id}/incoming/")
    xml = send(desk, amara, b"<Bundle/>")

    assert (answer.status_code, "Choose a file first." in answer.text) == (422, True)
    assert "This looks like XML." in desk.get(xml.headers["Location"]).text


def test_what_was_brought_for_one_patient_is_not_found_under_another(desk, amara, tomasz):
    send(desk, amara)

    path = f"/patients/{tomasz.patient_id}/incoming/{Brought.objects.get().id}/"

    assert [desk.get(path).status_code, desk.post(f"{path}merge/").status_code] == [404, 404]
    assert Brought.objects.get().is_waiting
