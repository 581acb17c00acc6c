"""The pages by which two records become one person's, and two again."""

from datetime import date

import pytest

from telepraxis.base.access import Role
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Patient
from telepraxis.registry.patients import merging, proxies, registration
from telepraxis.registry.patients.models import PatientMerge
from tests.people import MONDAY_8AM, colleague, patient_with_account


@pytest.fixture
def amira(system, amara):
    """Amira Okonjo: Amara once more, misheard at the phone."""
    return registration.register(
        given="Amira",
        family="Okonjo",
        birth_date=date(1991, 12, 3),
        phone="+351 910 555 014",
        despite_duplicates=[amara.patient_id],
        by=system,
        now=MONDAY_8AM,
    )


@pytest.fixture
def paula(system):
    """Paula Reis, who looks after privacy."""
    return colleague("paula@quayside.test", "Paula Reis", {Role.PRIVACY_OFFICER}, system)


def merged(amara, amira, by):
    return merging.merge(survivor=amara.patient_id, retired=amira.uid, reason="Same card", by=by, now=MONDAY_8AM)


def compare(desk, amara, amira, **answers):
    path = f"/patients/{amara.patient_id}/merge/{amira.uid}/"
    return desk.post(path, {"versions": "1-1", "reason": "Same card", "sure": "yes"} | answers)


def test_rui_finds_the_other_record_and_sees_both_side_by_side(browse, rui, amara, amira):
    desk = browse(rui)

    start = desk.get(f"/patients/{amara.patient_id}/")
    likely = desk.get(f"/patients/{amara.patient_id}/same-as/")
    shown = desk.get(f"/patients/{amara.patient_id}/merge/{amira.uid}/")

    assert f'href="/patients/{amara.patient_id}/same-as/"' in start.text
    assert f'href="/patients/{amara.patient_id}/merge/{amira.uid}/"' in likely.text
    assert "Their birth dates differ." in shown.text
    assert "similar name" in shown.text
    assert 'name="show_birth_date" value="survivor" checked' in shown.text
    assert 'name="show_phone"' not in shown.text
    looks = AuditEvent.objects.filter(action="patients.compared")
    assert {look.patient_id for look in looks} == {amara.patient_id, amira.uid}


def test_rui_searches_for_the_other_record(browse, rui, amara, tomasz):
    page = browse(rui).get(f"/patients/{amara.patient_id}/same-as/", {"q": "wilk"})

    assert f'href="/patients/{amara.patient_id}/merge/{tomasz.patient_id}/"' in page.text


def test_rui_merges_and_the_old_link_leads_to_the_survivor(browse, rui, amara, amira):
    desk = browse(rui)

    page = compare(desk, amara, amira, show_name="retired")
    old = desk.get(f"/patients/{amira.uid}/", follow=True)

    assert page.headers["Location"] == f"/patients/{amara.patient_id}/"
    assert Patient.objects.get(uid=amara.patient_id).name_text == "Amira Okonjo"
    assert old.redirect_chain == [(f"/patients/{amara.patient_id}/", 302)]
    assert "The record of Amira Okonjo was merged into this one." in old.text
    assert "Merged from Amira Okonjo" in old.text
    assert "Rui Tavares" in old.text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"reason": " "}, "Say why"),
        ({"sure": ""}, ""),
        ({"versions": "1-7"}, "Compare them again"),
        ({"versions": "nonsense"}, "Compare them again"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_merged(browse, rui, amara, amira, answers, said):
    answers = {name: value for name, value in ({"sure": "yes"} | answers).items() if value}
    path = f"/patients/{amara.patient_id}/merge/{amira.uid}/"

    page = browse(rui).post(path, {"versions": "1-1", "reason": "Same card"} | answers)

    assert page.status_code == 422
    assert "Nothing was merged." in page.text
    assert said in page.text
    assert not PatientMerge.objects.exists()
    assert Patient.objects.get(uid=amira.uid).active


def test_accounts_that_would_see_more_are_asked_about(browse, rui, system, amara, amira):
    registration.amend(
        patient=amira.uid,
        details=registration.details_of(registration.record.content_of(amira)).__class__(
            given="Amira", family="Okonjo", birth_date=date(1991, 12, 3), email="amira@patients.test"
        ),
        by=rui,
        now=MONDAY_8AM,
    )
    other = patient_with_account(Patient.objects.get(uid=amira.uid), system)
    desk = browse(rui)

    asked = compare(desk, amara, amira, versions="1-2")
    answered = {f"in_{amara.account_id}": "yes", f"in_{other.account_id}": "no"}
    done = compare(desk, amara, amira, versions="1-2", **answered)

    assert asked.status_code == 422
    assert f'name="in_{other.account_id}" value="no"' in asked.text
    assert done.status_code == 302
    assert PatientMerge.objects.get().kept_out == [other.account_id]


def test_who_is_quicker_wins_and_the_other_is_told(browse, rui, amara, amira):
    desk = browse(rui)
    desk.get(f"/patients/{amara.patient_id}/merge/{amira.uid}/")
    merged(amara, amira, rui)

    page = desk.post(f"/patients/{amara.patient_id}/merge/{amira.uid}/", {"reason": "x", "sure": "yes"}, follow=True)

    assert page.redirect_chain == [(f"/patients/{amara.patient_id}/", 302)]
    assert "One of these records has been merged already." in page.text
    assert PatientMerge.objects.count() == 1


def test_a_retired_record_is_not_edited_any_more(browse, rui, amara, amira):
    merged(amara, amira, rui)
    desk = browse(rui)

    shown = desk.get(f"/patients/{amira.uid}/edit/")
    sent = desk.post(f"/patients/{amira.uid}/edit/", {"family": "Changed"}, follow=True)

    assert shown.headers["Location"] == f"/patients/{amara.patient_id}/edit/"
    assert "Nothing was saved there." in sent.text
    assert Patient.objects.get(uid=amira.uid).version == 2


def test_rui_parts_them_again(browse, rui, amara, amira):
    merge = merged(amara, amira, rui)
    desk = browse(rui)
    path = f"/patients/merges/{merge.id}/"

    shown = desk.get(path)
    refused = desk.post(path, {"reason": ""})
    desk.post(path, {"reason": "Two sisters"})
    again = desk.post(path, {"reason": "Two sisters"})

    assert "Parting moves nothing." in shown.text
    assert (refused.status_code, again.status_code) == (422, 422)
    assert "Say why" in refused.text
    assert "were parted already" in again.text
    assert "Two records again" in desk.get(path).text
    assert desk.get(f"/patients/{amira.uid}/").status_code == 200
    assert AuditEvent.objects.filter(action="patients.parted").count() == 2


def test_the_privacy_officer_merges_and_lands_where_she_may_be(browse, paula, amara, amira):
    page = compare(browse(paula), amara, amira)

    assert page.headers["Location"] == f"/patients/merges/{PatientMerge.objects.get().id}/"
    assert browse(paula).get(page.headers["Location"]).status_code == 200


def test_a_nurse_is_not_asked_to_merge(browse, freya, amara, amira):
    desk = browse(freya)

    assert "Merge with another record" not in desk.get(f"/patients/{amara.patient_id}/").text
    assert compare(desk, amara, amira).status_code == 404
    assert not PatientMerge.objects.exists()


def test_nobody_merges_a_record_with_itself_or_with_nobodys(browse, rui, amara):
    desk = browse(rui)
    nobodys = "0190a3b2-0000-7000-8000-000000000000"

    for other in (amara.patient_id, nobodys):
        assert desk.post(f"/patients/{amara.patient_id}/merge/{other}/", {"reason": "x"}).status_code == 404
    assert desk.get(f"/patients/merges/{nobodys}/").status_code == 404


def test_amara_reaches_her_details_by_the_old_link_of_her_other_record(browse, rui, amara, amira):
    merged(amara, amira, rui)

    page = browse(amara).get(f"/me/{amira.uid}/")

    assert page.headers["Location"] == f"/me/{amara.patient_id}/"


def test_the_preview_counts_in_a_constant_number_of_queries(browse, rui, amara, amira, django_assert_max_num_queries):
    desk = browse(rui)
    desk.get("/patients/")

    with django_assert_max_num_queries(45):
        desk.get(f"/patients/{amara.patient_id}/merge/{amira.uid}/")


def test_a_proxy_of_the_retired_record_is_listed_and_can_be_ended(browse, rui, system, amara, amira):
    from telepraxis.registry.accounts import people

    carer = people.account_for_proxy(email="carer@example.org", name="Carla Carer", by=system, now=MONDAY_8AM)
    held = proxies.appoint(
        patient=amira.uid, account=carer, authority="patients_wish", scope=["book"], by=rui, now=MONDAY_8AM
    )
    merging.merge(
        survivor=amara.patient_id,
        retired=amira.uid,
        reason="Same card",
        may_come_in={carer.pk: False},
        by=rui,
        now=MONDAY_8AM,
    )
    desk = browse(rui)

    assert "Kept out by a merge" in desk.get(f"/patients/{amara.patient_id}/proxies/").text
    assert "Carla Carer" not in desk.get(f"/patients/{amara.patient_id}/").text
    desk.post(f"/patients/{amara.patient_id}/proxies/{held.id}/revoke/")
    held.refresh_from_db()
    assert held.revoked_at is not None
