"""How the records of a person are found: by the index, behind the walls."""

from datetime import date, timedelta

import pytest
from django.db import connection

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.registry.organizations.founding import found_organization
from telepraxis.registry.patients import identity
from telepraxis.registry.patients.document import Details
from telepraxis.registry.patients.importing import Arriving, import_patients
from telepraxis.registry.patients.models import PatientMerge, PatientProfile
from tests.people import MONDAY_8AM


@pytest.fixture
def town(transactional_db, test_database):
    """A practice with 1,200 patients, of whom 300 are retired records, and statistics that say so."""
    tenant = found_organization(slug="town", name="Town", time_zone="UTC", jurisdiction="PT", now=MONDAY_8AM)
    by = Actor.system(tenant.id)
    with tenancy.serving(tenant.id):
        people = import_patients(
            arriving=[
                Arriving(details=Details(given=f"P{n}", family="Sá", birth_date=date(1950, 1, 1) + timedelta(days=n)))
                for n in range(1200)
            ],
            by=by,
            now=MONDAY_8AM,
        )
        audit.wrote(by, "scene.set")
        PatientMerge.objects.bulk_create(
            PatientMerge(
                organization_id=tenant.id,
                survivor=survivor,
                retired=retired,
                merged_at=MONDAY_8AM,
                merged_by="Rui Tavares",
                reason="Twice",
                survivor_version=2,
            )
            for survivor, retired in zip(people[:300], people[300:600], strict=True)
        )
    with test_database.owner.connect() as owner:
        owner.execute("ANALYZE")
    return tenant.id, people


def test_the_entries_of_all_records_are_read_from_the_index_of_the_patient(town):
    organization, people = town

    with tenancy.serving(organization):
        entries = PatientProfile.objects.filter(patient_id__in=identity.uids_of(people[7].uid))
        plan = entries.explain()

        assert {row.patient_id for row in entries} == {people[7].uid, people[307].uid}
    assert "one_profile_per_patient" in plan
    assert "patient_id" in plan.partition("one_profile_per_patient")[2].partition("Index Cond:")[2].splitlines()[0]
    assert "Seq Scan on patients_patientprofile" not in plan


def test_it_is_known_for_many_at_once_whose_a_record_is(town):
    organization, people = town
    one, other, alone = people[7].uid, people[307].uid, people[900].uid

    with tenancy.serving(organization):
        assert identity.persons_of([one, alone]) == {one: {one}, other: {one}, alone: {alone}}
        assert identity.persons_of([one, other]) == {one: {one, other}, other: {one, other}}
        assert identity.persons_of([]) == {}


def test_of_a_patient_whom_nobody_knows_nothing_is_found(town):
    organization, _people = town
    nobody = organization  # some id that is no patient's

    with tenancy.serving(organization):
        assert identity.records_of(nobody) == ()
        assert identity.survivor_of(nobody) == nobody
        assert not PatientProfile.objects.filter(patient_id__in=identity.uids_of(nobody)).exists()


def test_another_organization_does_not_learn_of_the_merge(town):
    _organization, people = town
    elsewhere = found_organization(
        slug="elsewhere", name="Elsewhere", time_zone="UTC", jurisdiction="PT", now=MONDAY_8AM
    )

    with tenancy.serving(elsewhere.id), connection.cursor() as cursor:
        cursor.execute(f"SELECT uid FROM {identity.RECORDS} AS one(uid)", [[people[307].uid]] * 2)
        assert cursor.fetchall() == [(people[307].uid,)]
