import re

import pytest

from telepraxis.base.notify.models import AccountMail
from telepraxis.base.record.models import Practitioner
from telepraxis.base.tenancy.models import Tenant
from telepraxis.care.scheduling.models import Service, WeeklyHours
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.consents.models import ConsentText
from telepraxis.registry.organizations.models import OrganizationProfile, OwnJurisdiction, Site
from telepraxis.registry.practitioners.models import Licence, PractitionerProfile

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"


@pytest.fixture
def desk(browse, marta):
    """Marta's set-up."""
    return browse(marta)


STEPS = ["practice", "sites", "practitioners", "people", "services", "hours", "consent-texts", "emergency-numbers"]


@pytest.mark.parametrize("step", ["", *(f"{step}/" for step in STEPS)])
def test_every_step_opens_in_a_constant_number_of_queries(desk, ines, freya, django_assert_max_num_queries, step):
    with django_assert_max_num_queries(36):
        page = desk.get(f"/setup/{step}")

    assert page.status_code == 200


def test_the_guide_says_what_comes_next(desk):
    page = desk.get("/setup/")

    assert "1 of 8 done" in page.text
    assert "Go on with: Sites" in page.text


def test_marta_walks_the_guide_from_end_to_end(desk, quayside, marta):
    practice = {
        "name": "Quayside Health",
        "jurisdiction": "PT",
        "time_zone": "Europe/Lisbon",
        "language": "pt",
        "phone": "+351 210 555 000",
        "idle_minutes": "10",
    }
    assert desk.post("/setup/practice/", practice).status_code == 302
    assert desk.post("/setup/sites/", {"name": "Harbour", "time_zone": "Europe/Lisbon"}).status_code == 302
    who = {"title": "Dr", "given": "Inês", "family": "Carvalho", "specialty_code": "family-medicine",
           "languages": ["pt", "en"], "time_zone": "Europe/Lisbon", "accepts_new": "on"}  # fmt: skip
    enrolled = desk.post("/setup/practitioners/", who).headers["Location"]
    licence = {"licence-jurisdiction": "PT", "licence-number": "OM 41872", "licence-valid_from": "2009-09-01"}
    assert desk.post(f"{enrolled}licences/", licence).status_code == 302
    ines = Practitioner.objects.get().uid
    colleague = {
        "name": "Dr Inês Carvalho",
        "email": "ines@quayside.test",
        "roles": ["physician"],
        "practitioner": ines,
    }
    assert desk.post("/setup/people/", colleague).status_code == 302
    service = {
        "name": "Video visit", "minutes": 20, "grid_minutes": 20, "buffer_before_minutes": 0, "buffer_after_minutes": 5,
        "notice_hours": "0.5", "horizon_days": 60, "cancel_cutoff_hours": 24, "price": "35.00", "currency": "eur",
        "modalities": ["video", "phone"], "practitioners": [ines],
    }  # fmt: skip
    assert desk.post("/setup/services/", service).status_code == 302
    week = {"from_0_0": "09:00", "to_0_0": "12:30", "from_0_1": "14:00", "to_0_1": "00:00"}
    assert desk.post(f"/setup/hours/{ines}/", week).status_code == 302
    assert desk.get("/setup/consent-texts/").status_code == 200
    number = {"code": "pt", "name": "Portugal", "emergency_number": "112", "languages": ["pt"], "source": "INEM"}
    assert desk.post("/setup/emergency-numbers/", number).status_code == 302

    assert "8 of 8 done" in desk.get("/setup/").text
    desk.post("/setup/finish/")

    assert OrganizationProfile.objects.get().set_up_at is not None
    assert Tenant.objects.get(id=quayside.id).name == "Quayside Health"
    assert Site.objects.get().name == "Harbour"
    assert Licence.objects.get().number == "OM 41872"
    assert Membership.objects.get(practitioner_id=ines).roles == ["physician"]
    assert AccountMail.objects.get().to == "ines@quayside.test"
    offered = Service.objects.get()
    assert (offered.price_minor, offered.currency, offered.notice_minutes) == (3500, "EUR", 30)
    spans = list(WeeklyHours.objects.values_list("weekday", "starts_minute", "ends_minute").order_by("starts_minute"))
    assert spans == [(0, 540, 750), (0, 840, 1440)]
    assert ConsentText.objects.count() == 7
    assert OwnJurisdiction.objects.get().source == "INEM"


@pytest.mark.parametrize(
    ("path", "typed", "says"),
    [
        ("practice", {"name": "X", "time_zone": "Europe/Atlantis"}, "There is no time zone"),
        ("sites", {"name": "Harbour", "time_zone": "nowhere"}, "There is no time zone"),
        ("practitioners", {"given": "A"}, "This field is required"),
        ("people", {"name": "A", "email": "a", "roles": ["king"]}, "king is not one of the available choices"),
        ("services", {"name": "A", "minutes": 7}, "Something is still needed"),
        ("emergency-numbers", {"code": "!!", "emergency_number": "x"}, "Something is still needed"),
    ],
)
def test_nonsense_is_said_beside_its_field_and_changes_nothing(desk, path, typed, says):
    if path == "practice":
        typed |= {"jurisdiction": "PT", "language": "en", "phone": "+351210555000", "idle_minutes": "15"}
    page = desk.post(f"/setup/{path}/", typed)

    assert page.status_code == 422
    assert says.replace("'", "&#x27;") in page.text
    assert (Site.objects.count(), Practitioner.objects.count(), Service.objects.count()) == (0, 0, 0)


def test_a_picture_that_is_none_enrols_nobody(desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    who = {"family": "Carvalho", "specialty_code": "nursing", "time_zone": "Europe/Lisbon"}
    page = desk.post("/setup/practitioners/", who | {"portrait": SimpleUploadedFile("me.png", b"<html>")})
    assert page.status_code == 422
    assert Practitioner.objects.count() == 0

    desk.post("/setup/practitioners/", who | {"portrait": SimpleUploadedFile("me.png", PNG)})
    assert PractitionerProfile.objects.get().portrait_type == "image/png"


def test_overlapping_hours_are_refused_and_the_old_week_stays(desk, ines):
    path = f"/setup/hours/{ines.practitioner_id}/"
    desk.post(path, {"from_1_0": "09:00", "to_1_0": "12:00"})

    overlap = desk.post(path, {"from_1_0": "09:00", "to_1_0": "12:00", "from_1_1": "11:00", "to_1_1": "13:00"})
    half = desk.post(path, {"from_1_0": "09:00"})
    backwards = desk.post(path, {"from_1_0": "12:00", "to_1_0": "09:00"})

    assert [page.status_code for page in (overlap, half, backwards)] == [422, 422, 422]
    assert "Tuesday: Two of these hours overlap." in overlap.text
    assert WeeklyHours.objects.get().ends_minute == 720


def test_a_week_is_said_in_few_words(desk, ines):
    path = f"/setup/hours/{ines.practitioner_id}/"
    same = {f"{end}_{day}_0": clock for day in (0, 1, 2, 4) for end, clock in (("from", "09:00"), ("to", "12.30"))}
    desk.post(path, same | {"from_4_1": "14", "to_4_1": "18"})

    assert "Mon–Wed 09:00–12:30 · Fri 09:00–12:30, 14:00–18:00" in desk.get("/setup/hours/").text


def test_roles_are_changed_and_nobody_locks_themself_out(desk, marta, freya):
    member = Membership.objects.get(account_id=freya.account_id)
    desk.post(f"/setup/people/{member.id}/", {"roles": ["nurse", "manager"], "practitioner": freya.practitioner_id})
    assert Membership.objects.get(id=member.id).roles == ["manager", "nurse"]
    desk.post(f"/setup/people/{member.id}/", {"roles": ["front_desk"], "practitioner": freya.practitioner_id})
    assert Membership.objects.get(id=member.id).roles == ["front_desk"]

    own = Membership.objects.get(account_id=marta.account_id)
    refused = desk.post(f"/setup/people/{own.id}/", {"roles": ["nurse"]})
    assert refused.status_code == 422
    assert Membership.objects.get(id=own.id).roles == ["manager"]


def test_a_colleague_loses_access_at_once(desk, freya):
    member = Membership.objects.get(account_id=freya.account_id)

    desk.post(f"/setup/people/{member.id}/end/")

    assert Membership.objects.get(id=member.id).ended_at is not None


def test_a_new_version_of_a_consent_text(desk):
    page = desk.get("/setup/consent-texts/")
    [path] = re.findall(
        r'href="(/setup/consent-texts/[0-9a-f-]+/)"[^<]*<span class="tile">.*?Seeing us at a distance', page.text
    )[:1]

    text = {"title": "Seeing us", "body": "Our words.", "source": "Our lawyer", "valid_from": "2026-01-01"}
    assert desk.post(path, text).status_code == 302

    assert "version 2" in desk.get("/setup/consent-texts/").text
    assert "Version 1" in desk.get(path).text


def test_the_front_desk_sets_nothing_up(browse, rui):
    assert browse(rui).get("/setup/").status_code == 403
