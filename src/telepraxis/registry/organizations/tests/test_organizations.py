from datetime import UTC, datetime

import pytest

from telepraxis.base import record, tenancy
from telepraxis.base.access import NotAllowed
from telepraxis.base.record.models import Location, Organization
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.organizations import founding, jurisdictions, profile, sites
from telepraxis.registry.organizations.languages import SPOKEN
from telepraxis.registry.organizations.models import OrganizationProfile, Site
from tests.people import MONDAY_8AM

NEW = {"slug": "ropewalk", "name": "Ropewalk Clinic", "time_zone": "Europe/Madrid", "jurisdiction": "ES"}


def test_a_practice_is_founded_with_its_document(quayside):
    row = Organization.objects.get()

    assert record.content_of(row)["telecom"] == [{"system": "phone", "value": "+351 210 555 000"}]
    assert profile.profile_of(quayside.id).jurisdiction == "PT"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"slug": "quayside"}, founding.SlugTaken),
        ({"time_zone": "Europe/Atlantis"}, founding.UnknownTimeZone),
        ({"time_zone": "../../etc/passwd"}, founding.UnknownTimeZone),
        ({"time_zone": ""}, founding.UnknownTimeZone),
        ({"jurisdiction": "XX"}, jurisdictions.UnknownJurisdiction),
    ],
)
def test_nonsense_founds_nothing(db, change, refusal):
    Tenant.objects.create(slug="quayside", name="Quayside", time_zone="UTC")
    with pytest.raises(refusal):
        founding.found_organization(**(NEW | change), now=MONDAY_8AM)

    assert Tenant.objects.count() == 1


def test_the_manager_amends_the_practice(quayside, marta):
    profile.amend_profile(
        name="Quayside Health",
        time_zone="Atlantic/Azores",
        jurisdiction="PT",
        street="Quay 1",
        city="Port Alder",
        force_relay=True,
        idle_minutes=10,
        by=marta,
        now=MONDAY_8AM,
    )

    row = Organization.objects.get()
    assert (row.name, row.version) == ("Quayside Health", 2)
    assert record.content_of(row)["address"] == [{"line": ["Quay 1"], "city": "Port Alder", "country": "PT"}]
    assert Tenant.objects.get(id=quayside.id).time_zone == "Atlantic/Azores"
    assert OrganizationProfile.objects.get().force_relay is True


def test_a_nurse_amends_nothing(quayside, freya):
    with pytest.raises(NotAllowed):
        profile.amend_profile(name="Mine", time_zone="UTC", jurisdiction="PT", by=freya, now=MONDAY_8AM)
    with pytest.raises(NotAllowed):
        sites.open_site(name="Mine", time_zone="UTC", by=freya, now=MONDAY_8AM)

    assert Tenant.objects.get(id=quayside.id).name == "Quayside Practice"
    assert Site.objects.count() == 0


def test_a_site_opens_and_closes_and_its_location_says_so(quayside, marta):
    site = sites.open_site(name="Harbour", time_zone="Europe/Lisbon", city="Port Alder", by=marta, now=MONDAY_8AM)
    with pytest.raises(sites.SiteNameTaken):
        sites.open_site(name="Harbour", time_zone="Europe/Lisbon", by=marta, now=MONDAY_8AM)
    sites.close_site(site=site, by=marta, now=MONDAY_8AM)

    assert sites.sites_of(quayside.id) == []
    assert Location.objects.get().active is False
    organization = Organization.objects.get().logical_id
    assert record.content_of(Location.objects.get())["managingOrganization"] == {
        "reference": f"Organization/{organization}"
    }


def test_every_starter_jurisdiction_has_number_language_and_source():
    table = jurisdictions.starter()

    assert len(table) >= 50
    for code, place in table.items():
        assert place.emergency_number.isdigit(), code
        assert place.languages and place.source and len(place.source) > 10, code
    spoken = {tag for place in table.values() for tag in place.languages}
    assert {tag for tag in spoken if tag not in SPOKEN} == set()
    assert {"pt", "es", "en", "de", "pl"} <= set(SPOKEN)


def test_the_practice_overrides_a_number_and_states_its_source(quayside, marta):
    assert jurisdictions.emergency_number(quayside.id, "PT") == "112"
    assert jurisdictions.emergency_number(quayside.id, "US-OR") == "911"

    jurisdictions.override(
        code="pt",
        name="Portugal",
        emergency_number="808 24 24 24",
        languages=["pt"],
        source="Regional agreement of 2026",
        by=marta,
        now=MONDAY_8AM,
    )

    assert jurisdictions.emergency_number(quayside.id, "PT") == "808 24 24 24"
    assert jurisdictions.jurisdictions(quayside.id)["PT"].own is True
    with pytest.raises(jurisdictions.UnknownJurisdiction):
        jurisdictions.emergency_number(quayside.id, "ZZ")
    with pytest.raises(jurisdictions.EmergencyNumberMissing):
        jurisdictions.override(
            code="PT", name="Portugal", emergency_number="call us", languages=[], source="-", by=marta, now=MONDAY_8AM
        )


def test_an_override_is_one_organizations_alone(transactional_db):
    ours, theirs = (
        founding.found_organization(**(NEW | {"slug": slug}), now=datetime(2026, 1, 1, tzinfo=UTC))
        for slug in ("ours", "theirs")
    )
    with tenancy.serving(ours.id):
        from telepraxis.base.access import Actor

        jurisdictions.override(
            code="ES",
            name="Spain",
            emergency_number="061",
            languages=["es"],
            source="061 is the health emergency number of several regions",
            by=Actor.system(ours.id),
            now=MONDAY_8AM,
        )
        assert jurisdictions.emergency_number(ours.id, "ES") == "061"
    with tenancy.serving(theirs.id):
        assert jurisdictions.emergency_number(theirs.id, "ES") == "112"
