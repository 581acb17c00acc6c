from telepraxis.base.record.models import Location, Organization
from telepraxis.registry.organizations import sites
from tests.guarded import is_kept_plainly, stays_ours
from tests.people import MONDAY_8AM


def test_the_practice_is_not_renamed_from_outside(quayside, system):
    stays_ours(
        Organization.objects.get(),
        "This is the practice itself: a manager corrects it under Practice, Name and address.",
        by=system,
        name="Quayside and Sons",
    )


def test_a_site_is_not_closed_from_outside(quayside, system):
    sites.open_site(name="Harbour", time_zone="Europe/Lisbon", by=system, now=MONDAY_8AM)

    stays_ours(
        Location.objects.get(),
        "This is a site of the practice: a manager corrects it under Practice, Sites.",
        by=system,
        status="inactive",
    )


def test_other_organizations_and_places_are_kept(quayside, system):
    is_kept_plainly({"resourceType": "Organization", "id": "hl7", "name": "Health Level Seven"}, by=system)
    is_kept_plainly({"resourceType": "Location", "id": "ukp", "name": "UK Pharmacy"}, by=system)

    assert sites.sites_of(quayside.id) == []
