"""What must never be, the database refuses, whoever writes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.care.scheduling.models import Appointment, Claim, Service, WeeklyHours
from tests.people import MONDAY_8AM

TEN = MONDAY_8AM + timedelta(hours=2)
TWENTY = timedelta(minutes=20)


def written(type, name, by):
    doc = {"resourceType": type, "name": [{"text": name}]}
    row = record.write(type, doc, by=by, now=MONDAY_8AM)
    audit.wrote(by, "test.wrote", entity=(type, row.uid))
    return row


@pytest.fixture
def ines(system):
    return written("Practitioner", "Dr Inês Carvalho", system)


@pytest.fixture
def amara(system):
    return written("Patient", "Amara Okonjo", system)


def claim(tenant, begins, ends, lane=0, **person):
    return Claim.objects.create(organization=tenant, lane=lane, starts_at=begins, ends_at=ends, **person)


def test_one_practitioner_is_never_claimed_twice_in_one_lane(quayside, ines):
    claim(quayside, TEN, TEN + TWENTY, practitioner=ines)

    with pytest.raises(IntegrityError, match="no_double_booking"), transaction.atomic():
        claim(quayside, TEN + timedelta(minutes=19), TEN + timedelta(minutes=40), practitioner=ines)

    assert Claim.objects.count() == 1


def test_the_next_time_the_next_lane_and_another_person_are_free(quayside, ines, amara):
    claim(quayside, TEN, TEN + TWENTY, practitioner=ines)
    claim(quayside, TEN + TWENTY, TEN + 2 * TWENTY, practitioner=ines)
    claim(quayside, TEN, TEN + TWENTY, lane=1, practitioner=ines)
    claim(quayside, TEN, TEN + TWENTY, patient=amara)

    assert Claim.objects.count() == 4


def test_a_released_claim_frees_its_time(quayside, ines):
    first = claim(quayside, TEN, TEN + TWENTY, practitioner=ines)
    first.released_at = MONDAY_8AM
    first.save()

    claim(quayside, TEN, TEN + TWENTY, practitioner=ines)

    assert Claim.objects.filter(released_at=None).count() == 1


def test_weekly_rules_of_one_practitioner_never_overlap(quayside, ines):
    rule = {"organization": quayside, "practitioner": ines, "weekday": 0}
    WeeklyHours.objects.create(starts_minute=540, ends_minute=720, **rule)

    with pytest.raises(IntegrityError, match="no_overlapping_rules"), transaction.atomic():
        WeeklyHours.objects.create(starts_minute=700, ends_minute=800, **rule)
    with pytest.raises(IntegrityError, match="within_a_day"), transaction.atomic():
        WeeklyHours.objects.create(starts_minute=721, ends_minute=800, **rule)
    WeeklyHours.objects.create(starts_minute=720, ends_minute=800, **rule)

    assert WeeklyHours.objects.count() == 2


def test_a_service_off_the_five_minute_grid_is_refused(quayside):
    with pytest.raises(IntegrityError, match="service_fits_the_grid"), transaction.atomic():
        Service.objects.create(organization=quayside, name="Odd", minutes=17, currency="EUR", modalities=["video"])
    with pytest.raises(IntegrityError, match="service_modalities"), transaction.atomic():
        Service.objects.create(organization=quayside, name="Odd", minutes=15, currency="EUR", modalities=["pigeon"])

    assert Service.objects.count() == 0


def test_one_key_books_once_and_an_appointment_leaves_an_audit_row(quayside, ines, amara, system):
    service = Service.objects.create(
        organization=quayside, name="Visit", minutes=20, currency="EUR", modalities=["video"]
    )
    key = uuid4()

    def book():
        return Appointment.objects.create(
            organization=quayside,
            patient=amara,
            practitioner=ines,
            service=service,
            modality="video",
            starts_at=TEN,
            ends_at=TEN + TWENTY,
            currency="EUR",
            idempotency_key=key,
            booked_at=MONDAY_8AM,
        )

    with transaction.atomic():
        booked = book()
        audit.wrote(system, "test.booked", entity=("Appointment", booked.id))
    with pytest.raises(IntegrityError, match="appointment_key_once"), transaction.atomic():
        book()

    assert Appointment.objects.count() == 1


def test_a_claim_never_points_at_another_organizations_practitioner(quayside, hillcrest, ines):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(hillcrest.id)])
        with pytest.raises(IntegrityError, match="same_org"), transaction.atomic():
            claim(hillcrest, TEN, TEN + TWENTY, practitioner=ines)
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(quayside.id)])

    assert Claim.objects.count() == 0


@pytest.mark.django_db
def test_without_an_organization_the_tables_raise():
    with pytest.raises(Exception, match="no organization is set"), transaction.atomic():
        list(Appointment.objects.all())


def test_another_organization_sees_nothing(quayside, hillcrest, ines):
    claim(quayside, TEN, TEN + TWENTY, practitioner=ines)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(hillcrest.id)])
        seen = Claim.objects.count()
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(quayside.id)])

    assert seen == 0
    assert tenancy.served_organization() == quayside.id
    assert Actor.system(hillcrest.id).organization_id != quayside.id
