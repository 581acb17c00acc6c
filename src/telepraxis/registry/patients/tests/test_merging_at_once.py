"""Several people at once over the same records, each in a thread with a connection of its own, on the real database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient
from telepraxis.registry.organizations.founding import found_organization
from telepraxis.registry.patients import identity, merging, registration
from telepraxis.registry.patients.document import details_of
from telepraxis.registry.patients.models import PatientMerge
from tests.people import MONDAY_8AM


@pytest.fixture
def practice(transactional_db):
    """Return (organization's id, four patients' uids), all committed."""
    tenant = found_organization(
        slug="race", name="Race Practice", time_zone="Europe/Lisbon", jurisdiction="PT", now=MONDAY_8AM
    )
    with tenancy.serving(tenant.id):
        people = [
            registration.register(
                given=given, family="Twin", birth_date=date(1990, 1, day), by=Actor.system(tenant.id), now=MONDAY_8AM
            ).uid
            for day, given in enumerate(("Ana", "Beatriz", "Carlota", "Dora"), 1)
        ]
    return tenant.id, people


def at_once(organization, *works):
    """Start every work at the same moment and return what each returned or raised; each is one transaction."""
    start = Barrier(len(works))

    def run(work):
        try:
            connection.ensure_connection()
            start.wait()
            with tenancy.serving(organization):
                return work()
        except Exception as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def merge(survivor, retired, organization):
    by = Actor.system(organization)
    return merging.merge(survivor=survivor, retired=retired, reason="Twice", versions=None, by=by, now=MONDAY_8AM)


def open_merges(organization):
    with tenancy.serving(organization):
        return [(row.survivor_id, row.retired_id) for row in PatientMerge.objects.filter(parted_at=None)]


def test_of_two_who_merge_the_same_pair_one_wins_and_the_other_is_told(practice):
    organization, (ana, beatriz, *_rest) = practice

    done = at_once(organization, lambda: merge(ana, beatriz, organization), lambda: merge(ana, beatriz, organization))

    assert sorted(type(each).__name__ for each in done) == ["AlreadyMerged", "PatientMerge"]
    assert open_merges(organization) == [(ana, beatriz)]
    with tenancy.serving(organization):
        assert sorted(Patient.objects.filter(uid__in=[ana, beatriz]).values_list("version", flat=True)) == [2, 2]


def test_two_who_merge_a_pair_crosswise_make_no_circle(practice):
    organization, (ana, beatriz, *_rest) = practice

    done = at_once(organization, lambda: merge(ana, beatriz, organization), lambda: merge(beatriz, ana, organization))

    assert sorted(type(each).__name__ for each in done) == ["AlreadyMerged", "PatientMerge"]
    assert len(open_merges(organization)) == 1


def test_a_ring_of_merges_at_once_leaves_no_chain(practice):
    organization, people = practice
    ring = [(one, other) for one, other in zip(people, people[1:] + people[:1], strict=True)]

    at_once(organization, *(lambda pair=pair: merge(*pair, organization) for pair in ring))

    merges = open_merges(organization)
    assert merges
    assert not {survivor for survivor, _retired in merges} & {retired for _survivor, retired in merges}


def test_who_amends_while_it_is_merged_is_led_on_or_comes_first(practice):
    organization, (ana, beatriz, *_rest) = practice
    by = Actor.system(organization)

    def amend():
        details = details_of(record.content_of(Patient.objects.get(uid=beatriz)))
        return registration.amend(
            patient=beatriz, details=replace(details, phone="+351 910 555 777"), by=by, now=MONDAY_8AM
        )

    merged, amended = at_once(organization, lambda: merge(ana, beatriz, organization), amend)

    assert isinstance(merged, PatientMerge)
    with tenancy.serving(organization):
        survivor, retired = Patient.objects.get(uid=ana), Patient.objects.get(uid=beatriz)
        assert retired.merged_into == survivor.logical_id
        if isinstance(amended, identity.Merged):
            assert (retired.version, survivor.phone) == (2, "")
        else:
            assert (retired.version, survivor.phone) == (3, "+351 910 555 777")


def test_the_database_itself_refuses_a_chain(practice):
    organization, (ana, beatriz, carlota, *_rest) = practice
    by = Actor.system(organization)
    first = at_once(organization, lambda: merge(ana, beatriz, organization))[0]

    with pytest.raises(IntegrityError, match="a retired record cannot be the survivor"):
        with tenancy.serving(organization), transaction.atomic():
            audit.wrote(by, "patients.merged", patient=beatriz)
            PatientMerge.objects.create(
                organization_id=organization,
                survivor_id=beatriz,
                retired_id=carlota,
                merged_at=MONDAY_8AM,
                merged_by="Nobody",
                reason="By hand",
                survivor_version=1,
            )

    assert open_merges(organization) == [(first.survivor_id, first.retired_id)]


def test_another_organizations_records_are_not_there_to_merge(practice):
    organization, (ana, *_rest) = practice
    other = found_organization(slug="other", name="Other", time_zone="UTC", jurisdiction="PT", now=MONDAY_8AM)
    with tenancy.serving(other.id):
        theirs = registration.register(
            given="Eva", family="Twin", birth_date=date(1990, 1, 1), by=Actor.system(other.id), now=MONDAY_8AM
        ).uid

    for pair in ((ana, theirs), (theirs, ana)):
        (refused,) = at_once(organization, lambda pair=pair: merge(*pair, organization))
        assert isinstance(refused, Patient.DoesNotExist)

    assert open_merges(organization) == open_merges(other.id) == []
    with tenancy.serving(other.id):
        assert Patient.objects.get(uid=theirs).version == 1
