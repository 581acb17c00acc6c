"""Many at once, each in a thread with a connection of its own, on the real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.care.scheduling import booking, hours, offering
from telepraxis.care.scheduling.availability import OfferedTime
from telepraxis.care.scheduling.models import Appointment, Claim
from telepraxis.registry.organizations.founding import found_organization
from telepraxis.registry.patients.registration import register
from telepraxis.registry.practitioners.enrolment import NewLicence, enrol
from tests.people import MONDAY_8AM

from .conftest import at

RACERS = 24


@pytest.fixture
def clinic(transactional_db):
    """Return (organization's id, service, three practitioners' uids, the racing patients' uids), all committed."""
    tenant = found_organization(
        slug="race", name="Race Practice", time_zone="Europe/Lisbon", jurisdiction="PT", now=MONDAY_8AM
    )
    by = Actor.system(tenant.id)
    with tenancy.serving(tenant.id):
        people = [
            enrol(
                given="Dr",
                family=name,
                specialty_code="family-medicine",
                licences=[NewLicence(jurisdiction="PT", number="1", valid_from=date(2020, 1, 1))],
                time_zone="Europe/Lisbon",
                by=by,
                now=MONDAY_8AM,
            ).uid
            for name in ("Abreu", "Brito", "Costa")
        ]
        for uid in people:
            week = [hours.WeekRule(weekday, 540, 720) for weekday in range(5)]
            hours.set_week(practitioner=uid, rules=week, by=by, now=MONDAY_8AM)
        service = offering.offer_service(
            name="Visit", minutes=20, grid_minutes=20, currency="EUR", practitioners=people, by=by, now=MONDAY_8AM
        )
        patients = [
            register(given=f"P{n}", family="Racer", birth_date=date(1990, 1, 1), by=by, now=MONDAY_8AM,
                     despite_duplicates=_everybody()).uid
            for n in range(RACERS)
        ]  # fmt: skip
    return tenant.id, service, people, patients


def _everybody():
    from telepraxis.base.record.models import Patient

    return list(Patient.objects.values_list("uid", flat=True))


def race(works):
    """Start every work at the same moment and return what each returned or raised; each act is one transaction."""
    start = Barrier(len(works))

    def run(work):
        start.wait()
        try:
            return work()
        except Exception as problem:
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def act(organization_id, verb, **words):
    with tenancy.serving(organization_id):
        return verb(by=Actor.system(organization_id), now=MONDAY_8AM, **words)


def overlaps() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM scheduling_claim a JOIN scheduling_claim b
               ON a.resource = b.resource AND a.lane = b.lane AND a.id < b.id
               AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
               WHERE a.released_at IS NULL AND b.released_at IS NULL"""
        )
        return cursor.fetchone()[0]


def test_one_slot_has_one_winner_and_losers_get_three_others(clinic):
    organization_id, service, people, patients = clinic
    nine = OfferedTime(people[0], at(9), at(9, 20))

    def book(patient):
        return lambda: act(
            organization_id, booking.book_appointment, time=nine, service=service, patient=patient, modality="video",
            jurisdiction="PT", idempotency_key=uuid4(),
        )  # fmt: skip

    outcomes = race([book(patient) for patient in patients])

    assert sum(isinstance(outcome, Appointment) for outcome in outcomes) == 1
    losers = [outcome for outcome in outcomes if not isinstance(outcome, Appointment)]
    assert {type(outcome) for outcome in losers} == {booking.TimeTaken}
    assert {len(outcome.alternatives) for outcome in losers} == {3}
    with tenancy.serving(organization_id):
        assert Appointment.objects.count() == 1


def test_one_key_pressed_many_times_books_once(clinic):
    organization_id, service, people, patients = clinic
    nine, key = OfferedTime(people[0], at(9), at(9, 20)), uuid4()

    def book():
        return act(
            organization_id, booking.book_appointment, time=nine, service=service, patient=patients[0],
            modality="video", jurisdiction="PT", idempotency_key=key,
        )  # fmt: skip

    outcomes = race([book] * RACERS)

    assert len({outcome.id for outcome in outcomes}) == 1


def test_booking_moving_and_cancelling_crosswise_never_deadlocks_nor_overlaps(clinic):
    organization_id, service, people, patients = clinic

    def cross(number, patient):
        first = OfferedTime(people[number % 3], at(9) + timedelta(minutes=20 * (number % 4)), at(10))
        second = OfferedTime(people[(number + 1) % 3], at(9) + timedelta(minutes=20 * ((number + 1) % 4)), at(10))

        def work():
            try:
                mine = act(
                    organization_id, booking.book_appointment, time=first, service=service, patient=patient,
                    modality="video", jurisdiction="PT", idempotency_key=uuid4(),
                )  # fmt: skip
                mine = act(organization_id, booking.move_appointment, appointment=mine, time=second)
            except booking.TimeTaken:
                return "taken"
            if number % 2:
                act(organization_id, booking.cancel_appointment, appointment=mine)
            return "done"

        return work

    outcomes = race([cross(number, patient) for number, patient in enumerate(patients)])

    assert set(outcomes) <= {"taken", "done"}, outcomes
    with tenancy.serving(organization_id):
        assert overlaps() == 0
        live = Claim.objects.filter(released_at=None).values_list("appointment_id", flat=True)
        standing = Appointment.objects.exclude(status="cancelled").values_list("id", flat=True)
        assert sorted(live) == sorted([*standing, *standing])
