"""What must be known before the camera opens, and what happens when an answer is refused."""

from dataclasses import asdict

import pytest
from django.utils import timezone

from telepraxis.base.access import Actor, NotAllowed, Role
from telepraxis.care.encounters import visits
from telepraxis.registry.consents.giving import current_consent, withdraw
from tests.signing_in import sign_in_client

from .. import admission, devices, safety
from ..models import LicenceOverride, SafetyCard
from .clinic import complete_answers, open_clinic

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return open_clinic()


@pytest.fixture
def by_link(clinic, client):
    """Amara's phone has opened the link and passed the device check."""
    client.get(clinic.link(), follow=True)
    client.post(f"/visits/{clinic.visit_id}/devices/", {"microphone": "works", "camera": "works"})
    return client


def form_of(page, **answers) -> dict:
    said = asdict(complete_answers(**answers)) | {"text": str(page.context["text"].id)}
    return said | {"consents": "yes" if said["consents"] else ""}


def card_address(clinic) -> str:
    return f"/visits/{clinic.visit_id}/safety/"


def test_a_complete_card_leads_to_the_waiting_room_and_gives_the_consent(clinic, by_link):
    page = by_link.get(card_address(clinic))

    answer = by_link.post(card_address(clinic), form_of(page))

    assert answer.headers["Location"] == f"/visits/{clinic.visit_id}/room/"
    with clinic.serving():
        card = SafetyCard.objects.get()
        assert (card.licensed, card.company, card.spoken_to, card.answered_by) == (True, "alone", "", "Amara Okonjo")
        assert current_consent(clinic.amara, "telehealth").text.label == card.consent_label


@pytest.mark.parametrize(
    "left_out", [{"company": ""}, {"consents": False}, {"place": ""}, {"jurisdiction": ""}, {"callback_phone": "12"}]
)
def test_a_card_that_lacks_an_answer_comes_back_and_says_which(clinic, by_link, left_out):
    page = by_link.get(card_address(clinic))

    answer = by_link.post(card_address(clinic), form_of(page, **left_out))

    assert answer.status_code == 422
    assert list(answer.context["missing"]) == list(left_out)
    with clinic.serving():
        assert SafetyCard.objects.count() == 0
        assert current_consent(clinic.amara, "telehealth") is None


def test_what_was_answered_before_is_remembered_but_consent_and_company_never(clinic):
    clinic.answer_card(interpreter_language="pt")

    with clinic.serving():
        known = safety.remembered(clinic.visit())

    assert known.place == "14 Ropewalk Street, Port Alder"
    assert known.interpreter_language == "pt"
    assert (known.company, known.consents) == ("", False)


def test_a_forged_consent_text_is_not_agreed_to(clinic, by_link):
    page = by_link.get(card_address(clinic))

    answer = by_link.post(card_address(clinic), form_of(page) | {"text": str(clinic.visit_id)})

    assert answer.status_code == 422
    with clinic.serving():
        assert SafetyCard.objects.count() == 0


def test_the_birth_date_stays_off_a_card_opened_by_link(clinic, by_link):
    assert b"1991" not in by_link.get(card_address(clinic)).content


def test_where_no_licence_holds_nobody_is_admitted_until_the_clinician_decides(clinic):
    now, ines = timezone.now(), clinic.as_ines()
    clinic.answer_card(jurisdiction="ES")
    with clinic.serving():
        visits.patient_ready(visit=clinic.visit(), by=clinic.system, now=now)
        with pytest.raises(admission.NotYet, match="licences"):
            admission.admit(visit=clinic.visit(), by=ines, now=now)
        assert clinic.visit().status == "ready"
        with pytest.raises(admission.ReasonMissing):
            admission.override_licence(visit=clinic.visit(), reason=" ", by=ines, now=now)

        admission.override_licence(visit=clinic.visit(), reason="Follow-up on holiday", by=ines, now=now)
        admission.admit(visit=clinic.visit(), by=ines, now=now)

        assert clinic.visit().status == "in_progress"
        assert LicenceOverride.objects.get().reason == "Follow-up on holiday"


def test_only_the_clinician_of_the_visit_decides_about_the_licence(clinic):
    freya = Actor(organization_id=clinic.tenant.id, name="Freya Lindqvist", roles=frozenset({Role.NURSE}))
    clinic.answer_card(jurisdiction="ES")

    with clinic.serving(), pytest.raises(NotAllowed):
        admission.override_licence(visit=clinic.visit(), reason="It is fine", by=freya, now=timezone.now())

    with clinic.serving():
        assert LicenceOverride.objects.count() == 0


def test_without_a_card_nobody_is_admitted(clinic):
    now = timezone.now()
    with clinic.serving():
        visits.patient_ready(visit=clinic.visit(), by=clinic.system, now=now)

        with pytest.raises(admission.NotYet, match="safety card"):
            admission.admit(visit=clinic.visit(), by=clinic.as_ines(), now=now)

        assert clinic.visit().status == "ready"


def test_staff_fill_it_in_by_voice_and_the_card_says_so(clinic, client):
    sign_in_client(client, clinic.dr_ines, clinic.tenant)
    page = client.get(f"/visit/{clinic.visit_id}/spoken-card/")

    answer = client.post(f"/visit/{clinic.visit_id}/spoken-card/", form_of(page), follow=True)

    assert b"is complete" in answer.content
    with clinic.serving():
        assert SafetyCard.objects.get().spoken_to == "Dr Inês Carvalho"
        assert current_consent(clinic.amara, "telehealth").spoken_to_staff is True


def test_the_clinician_reads_that_the_consent_was_taken_back(clinic, client):
    clinic.answer_card()
    with clinic.serving():
        withdraw(consent=SafetyCard.objects.get().consent, by=clinic.as_amara(), now=timezone.now())
    sign_in_client(client, clinic.dr_ines, clinic.tenant)

    beside_the_chart = client.get(f"/visit/{clinic.visit_id}/").content.decode()

    assert "Consent taken back" in beside_the_chart
    assert "Not filled in" not in beside_the_chart


def test_an_interpreter_is_asked_for_by_the_languages_own_name(clinic, client):
    sign_in_client(client, clinic.dr_ines, clinic.tenant)

    page = client.get(f"/visit/{clinic.visit_id}/spoken-card/").content.decode()

    assert '<option value="zh" lang="zh" translate="no">中文</option>' in page
    assert '<option value="vi" lang="vi" translate="no">Tiếng Việt</option>' in page


def test_a_check_that_worked_spares_the_same_device_another_one(clinic, by_link):
    with clinic.serving():
        check = devices.check_of(clinic.visit())
        stranger = devices.check_counts(clinic.visit(), None, now=timezone.now())

    assert (check.camera, check.microphone, check.speaker) == ("works", "works", "not_checked")
    assert stranger is False
    assert by_link.get(f"/visits/{clinic.visit_id}/way-in/").headers["Location"] == card_address(clinic)


def test_another_patient_finds_no_way_into_the_visit(clinic, client):
    other = open_clinic("hillcrest", "Hillcrest Clinic")
    sign_in_client(client, other.amara_account, other.tenant, hat="patient")

    for step in ("way-in", "devices", "safety", "room", "queue"):
        assert client.get(f"/visits/{clinic.visit_id}/{step}/").status_code == 404
    assert client.post(f"/visits/{clinic.visit_id}/relay/").status_code == 404
