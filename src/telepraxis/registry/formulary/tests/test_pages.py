"""The page of the catalogues: who may see it, what it says, what it finds."""

import pytest
from django.test import Client

from telepraxis.registry.formulary import files
from tests.people import MONDAY_8AM
from tests.signing_in import sign_in_client

PAGE = "/formulary/"


@pytest.fixture
def freyas(freya, quayside) -> Client:
    from telepraxis.registry.accounts.models import Account

    client = Client()
    sign_in_client(client, Account.objects.get(id=freya.account_id), quayside)
    return client


def test_a_nurse_sees_which_catalogues_are_in_force(freyas):
    said = freyas.get(PAGE).content.decode()

    assert "Starter catalogue" in said
    assert "1184 medicines" in said.replace(",", "")


def test_what_a_loading_took_out_stands_there(freyas, tmp_path):
    head = "code,name,substances,strength,form\n"
    for name, lines in (("2026", ("A1,Alfa 5 mg", "A2,Beta 5 mg")), ("2027", ("A1,Alfa 5 mg",))):
        content = head + "".join(f"{line},alfa,5 mg,tablet\n" for line in lines)
        (tmp_path / "own.csv").write_text(content)
        files.load_file(tmp_path / "own.csv", jurisdiction="PT", name=name, now=MONDAY_8AM)

    said = freyas.get(PAGE).content.decode()
    assert "0 new, 0 changed, 1 taken out" in said
    assert "<li>Beta 5 mg</li>" in said
    assert ">2026 <" not in said


def test_a_search_shows_medicines_with_usual_doses_and_where_they_are_from(freyas):
    said = freyas.post(PAGE, {"text": "amox 500"}).content.decode()

    assert "Amoxicillin 500 mg capsule" in said
    assert "<strong>Infection of ear, nose, throat or skin</strong> (from 18 years): 500 mg, every 8 hours" in said
    assert "US label (DailyMed), section 2, Dosage and administration" in said


def test_with_a_script_only_what_was_found_comes(freyas):
    said = freyas.post(PAGE, {"text": "diazepam 5"}, headers={"HX-Request": "true"}).content.decode()

    assert "Controlled, schedule IV" in said
    assert "<html" not in said and "Starter catalogue" not in said


def test_what_nobody_knows_is_said_to_be_unknown(freyas):
    assert "Nothing of that name" in freyas.post(PAGE, {"text": "zzzzqx"}).content.decode()
    assert freyas.post(PAGE, {"text": "x" * 201}).status_code == 422


def test_a_patient_searches_no_catalogue(amara, quayside):
    from telepraxis.registry.accounts.models import Account

    client = Client()
    sign_in_client(client, Account.objects.get(id=amara.account_id), quayside, hat="patient")
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"text": "amox"}).status_code == 403


def test_the_number_of_queries_is_constant(freyas, django_assert_max_num_queries):
    freyas.get(PAGE)
    with django_assert_max_num_queries(30):
        freyas.post(PAGE, {"text": "high blood pressure"})
