"""Measurements in a browser's words: beside a visit, on the patient's page, by the patient, within a visit."""

from decimal import Decimal

import pytest

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Observation
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY

from ..taking import Taken, record_measurements

QUERIES_OF_THE_PAGE = 13
HTMX = {"HX-Request": "true"}


def weighed(patient, by, kilos="61.5"):
    taken = [Taken(kind="weight", values=(Decimal(kilos),))]
    return record_measurements(patient=patient.patient_id, taken=taken, by=by, now=TEN_FORTY)[0]


@pytest.fixture
def begun(room_visit, ines):
    return visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)


def test_the_nurse_opens_the_form_in_the_card_and_records(begun, amara, freya, browse):
    client = browse(freya)
    opened = client.get(f"/measurements/{amara.patient_id}/add/?visit={begun.id}", headers=HTMX)
    answer = client.post(
        f"/measurements/{amara.patient_id}/add/",
        {"blood_pressure_0": "135", "blood_pressure_1": "82", "weight": "61,5", "visit": begun.id},
        headers=HTMX,
    )

    assert f'value="{begun.id}"' in opened.content.decode()
    page = answer.content.decode()
    assert "2 values recorded" in page and "135/82" in page and "61.5" in page
    assert set(Observation.objects.values_list("encounter_id", flat=True)) == {begun.encounter_id}


def test_a_slip_of_the_hand_is_said_at_its_field_and_nothing_is_kept(amara, freya, browse):
    answer = browse(freya).post(
        f"/measurements/{amara.patient_id}/add/", {"temperature": "366", "weight": "a lot"}, headers=HTMX
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Temperature must be between 25.0 and 45.0 °C." in page
    assert "Write a number, for example 36.6." in page
    assert Observation.objects.count() == 0


def test_an_empty_form_says_what_to_do(amara, freya, browse):
    answer = browse(freya).post(f"/measurements/{amara.patient_id}/add/", {}, headers=HTMX)

    assert "Nothing is filled in yet. Write at least one value." in answer.content.decode()


def test_without_scripts_the_form_leads_back_to_the_page(amara, ines, browse):
    answer = browse(ines).post(f"/measurements/{amara.patient_id}/add/", {"heart_rate": "64"})

    assert (answer.status_code, answer.url) == (302, f"/measurements/{amara.patient_id}/")


def test_another_patients_visit_is_not_found(begun, tomasz, freya, browse):
    answer = browse(freya).post(f"/measurements/{tomasz.patient_id}/add/", {"weight": "61", "visit": begun.id})

    assert answer.status_code == 404
    assert Observation.objects.count() == 0


def test_amara_adds_her_own_and_takes_it_back(amara, browse):
    client = browse(amara)
    client.post(f"/me/{amara.patient_id}/my-record/measure/", {"temperature": "38,9"})
    page = client.get(f"/me/{amara.patient_id}/measurements/").content.decode()
    row = Observation.objects.get()
    answer = client.post(f"/measurements/{amara.patient_id}/wrong/{row.uid}/", {"reason": "My sister's"})

    assert "by you" in page and "38.9 °C" in page
    assert "Usual at this age: 36.1–38.0 °C. Source: NEWS2, Royal College of Physicians 2017." in page
    assert answer.url == f"/me/{amara.patient_id}/measurements/"
    assert Observation.objects.get().status == "entered-in-error"


def test_every_look_is_written_down(amara, ines, browse):
    client = browse(ines)
    for path in ("", "latest/", "card/"):
        client.get(f"/measurements/{amara.patient_id}/{path}")

    looks = AuditEvent.objects.filter(action="measurements.read", patient_id=amara.patient_id)
    assert [look.actor_name for look in looks] == ["Dr Inês Carvalho"] * 3


def test_the_page_costs_the_same_however_much_was_measured(amara, ines, browse, django_assert_num_queries):
    client = browse(ines)
    client.get(f"/measurements/{amara.patient_id}/")
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        client.get(f"/measurements/{amara.patient_id}/")
    for kilos in ("60", "61", "62"):
        weighed(amara, ines, kilos)

    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        client.get(f"/measurements/{amara.patient_id}/")


def test_in_the_visit_the_patient_adds_and_sees_no_history(video_visit, amara, browse):
    weighed(amara, amara, "77.7")
    client = browse(amara)
    page = client.get(f"/visits/{video_visit.id}/measurements/", headers=HTMX).content.decode()
    answer = client.post(f"/visits/{video_visit.id}/measurements/", {"weight": "61"}, headers=HTMX)

    assert "77.7" not in page
    assert "1 value recorded" in answer.content.decode()
    assert Observation.objects.count() == 2
