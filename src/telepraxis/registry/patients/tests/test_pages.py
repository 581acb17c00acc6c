from datetime import date

import pytest

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.record.models import Patient
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.patients.models import PatientProfile, Proxy

NOOR = {
    "given": "Noor",
    "family": "van Dijk",
    "birth_date_day": "29",
    "birth_date_month": "February",
    "birth_date_year": "1988",
    "gender": "female",
    "phone": "+31 6 5550 1234",
    "jurisdiction": "PT",
}


def test_rui_finds_amara_as_he_types(browse, rui, amara):
    page = browse(rui).get("/patients/", {"q": "okonyo"}, headers={"HX-Request": "true"})

    assert page.status_code == 200
    assert "Amara Okonjo" in page.text
    assert "<html" not in page.text
    assert AuditEvent.objects.get(action="patients.searched").reason == "okonyo"


def test_the_search_page_shows_whom_one_opened_lately(browse, rui, amara, tomasz):
    desk = browse(rui)
    desk.get(f"/patients/{tomasz.patient_id}/")

    page = desk.get("/patients/")

    assert "Opened by you lately" in page.text
    assert "Tomasz Wilk" in page.text
    assert "Amara Okonjo" not in page.text


def test_nobody_found_leads_to_registering_with_what_was_typed(browse, rui):
    desk = browse(rui)

    page = desk.get("/patients/", {"q": "Noor Dijk 29.2.1988"})
    form = desk.get("/patients/new/", {"q": "Noor Dijk 29.2.1988"})

    assert "Nobody found" in page.text
    for value in ('value="Noor"', 'value="Dijk"', 'value="1988"'):
        assert value in form.text


def test_rui_registers_noor(browse, rui):
    page = browse(rui).post("/patients/new/", NOOR)

    noor = Patient.objects.get(name_text="Noor van Dijk")
    assert page.headers["Location"] == f"/patients/{noor.uid}/"
    assert (noor.birth_date, noor.phone) == (date(1988, 2, 29), "+31655501234")
    assert PatientProfile.objects.get(patient=noor).jurisdiction == "PT"


def test_a_likely_duplicate_is_a_step_of_its_own(browse, rui, amara):
    desk = browse(rui)
    twin = NOOR | {
        "given": "Amaro",
        "family": "Okonjo",
        "birth_date_day": "12",
        "birth_date_month": "3",
        "birth_date_year": "1991",
    }

    shown = desk.post("/patients/new/", twin)
    assert shown.status_code == 409
    assert "None of these: register as new" in shown.text
    assert Patient.objects.count() == 1

    desk.post("/patients/new/", twin | {"not_the_same": str(amara.patient_id)})
    assert Patient.objects.count() == 2


def test_nonsense_is_said_beside_its_field_and_saves_nothing(browse, rui):
    wrong = NOOR | {"birth_date_day": "31", "email": "noor@", "not_the_same": "rubbish"}
    page = browse(rui).post("/patients/new/", wrong)

    assert page.status_code == 422
    assert "February has no day 31" in page.text
    assert Patient.objects.count() == 0


def test_the_patients_page_is_written_into_the_audit_trail(browse, ines, amara):
    page = browse(ines).get(f"/patients/{amara.patient_id}/")

    assert page.status_code == 200
    assert "Chidi Okonjo" in page.text
    event = AuditEvent.objects.get(action="patients.opened")
    assert (event.actor_name, event.patient_id) == ("Dr Inês Carvalho", amara.patient_id)


def test_the_number_of_queries_stays_the_same(browse, rui, amara, tomasz, django_assert_max_num_queries):
    desk = browse(rui)
    desk.get("/patients/")
    with django_assert_max_num_queries(26):
        desk.get(f"/patients/{amara.patient_id}/")
    with django_assert_max_num_queries(20):
        desk.get("/patients/", {"q": "amara"})
    with django_assert_max_num_queries(20):
        desk.get("/patients/")


def test_two_people_editing_at_once_lose_nothing(browse, rui, amara):
    desk = browse(rui)
    form = {
        "version": "1",
        "given": "Amara",
        "family": "Okonjo",
        "birth_date": "1991-03-12",
        "gender": "female",
        "email": "amara@example.org",
        "phone": "+351910555014",
    }
    first = desk.post(f"/patients/{amara.patient_id}/edit/", form | {"needs": "Large print"})
    second = desk.post(f"/patients/{amara.patient_id}/edit/", form | {"needs": "Lip reading"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert "Somebody else changed this record meanwhile" in second.text
    assert PatientProfile.objects.get(patient_id=amara.patient_id).needs == "Large print"
    changes = desk.get(f"/patients/{amara.patient_id}/history/")
    assert "Large print" in changes.text


def test_a_parent_is_appointed_and_ended(browse, rui, amara):
    desk = browse(rui)
    mother = {
        "name": "Adaeze Okonjo",
        "email": "adaeze@example.org",
        "relation": "mother",
        "authority": "patients_wish",
        "scope": ["book", "visit"],
        "until": "2027-01-01",
    }
    desk.post(f"/patients/{amara.patient_id}/proxies/", mother)
    proxy = Proxy.objects.get()
    assert (proxy.account.name, proxy.scope, proxy.ends_on) == ("Adaeze Okonjo", ["book", "visit"], date(2027, 1, 1))
    assert "May act" in desk.get(f"/patients/{amara.patient_id}/proxies/").text

    desk.post(f"/patients/{amara.patient_id}/proxies/{proxy.id}/revoke/")
    assert Proxy.objects.get().revoked_at is not None


def test_amara_keeps_her_own_details(browse, amara):
    own = browse(amara)
    page = own.get(own.get("/me/").headers["Location"])
    assert "Your details" in page.text

    saved = own.post(
        f"/me/{amara.patient_id}/",
        {"version": "1", "phone": "+351910555777", "email": "amara@example.org", "language": "en"},
    )

    assert saved.status_code == 302
    row = Patient.objects.get(uid=amara.patient_id)
    assert (row.phone, row.name_text, row.birth_date) == ("+351910555777", "Amara Okonjo", date(1991, 3, 12))


def test_amara_does_not_see_tomasz(browse, amara, tomasz):
    own = browse(amara)

    assert own.get(f"/me/{tomasz.patient_id}/").status_code == 404
    assert own.get(f"/patients/{tomasz.patient_id}/").status_code == 404
    assert own.get("/patients/").status_code == 403


NEWCOMER = {
    "given": "Leila",
    "family": "Haddadi",
    "birth_date": "5 May 1999",
    "email": "leila@example.org",
    "phone": "+351910555123",
    "language": "en",
}


def test_a_newcomer_registers_and_gets_the_way_in_by_mail(quayside, client):
    page = client.post("/c/quayside/register/", NEWCOMER)

    leila = Patient.objects.get()
    assert "leila@example.org" in page.text
    assert Membership.objects.get(patient_id=leila.uid).roles == ["patient"]
    assert OutgoingMail.objects.get().to == "leila@example.org"


@pytest.mark.parametrize("year", ["1991", "2015"])
def test_nobody_takes_over_a_record_by_naming_its_mail_address(quayside, amara, client, year):
    known = client.post(
        "/c/quayside/register/",
        NEWCOMER | {"given": "Eve", "family": "Mallory", "birth_date": f"12 3 {year}", "email": "AMARA@example.org"},
    )

    assert known.status_code == 200
    assert Patient.objects.count() == 1
    assert Membership.objects.get(account_id=amara.account_id).patient_id == amara.patient_id
    assert Patient.objects.get().name_text == "Amara Okonjo"


def test_a_machine_that_fills_in_everything_registers_nobody(quayside, client):
    client.post("/c/quayside/register/", NEWCOMER | {"website": "http://spam.example"})

    assert Patient.objects.count() == 0


def test_an_unknown_practice_is_not_found(client, db):
    assert client.get("/c/nowhere/register/").status_code == 404
