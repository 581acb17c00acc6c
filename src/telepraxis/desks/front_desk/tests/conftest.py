"""What scenes at the desk share: today's hours and a visit booked for today, by the real clock."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from telepraxis.care.scheduling import calendars, hours, offering
from telepraxis.care.scheduling.importing import FormerAppointment, import_appointments
from telepraxis.registry.practitioners.licences import add_licence


@pytest.fixture(autouse=True)
def no_calendars_kept():
    calendars.forget_all()


@pytest.fixture
def quayside(quayside, now):
    """The practice where it is about noon at this moment: a visit in half an hour is a visit of today."""
    hours_east = 12 - now.hour
    quayside.time_zone = f"Etc/GMT{-hours_east:+d}" if hours_east else "UTC"  # these names count to the west
    quayside.save(update_fields=["time_zone"])
    return quayside


@pytest.fixture
def now():
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def visit(system, ines, freya, now):
    """A visit of 20 minutes with Dr Carvalho or nurse Lindqvist, who work day and night this week."""
    add_licence(
        practitioner=freya.practitioner_id, jurisdiction="PT", number="OE 5", valid_from=date(2015, 1, 1),
        by=system, now=now,
    )  # fmt: skip
    for person in (ines, freya):
        week = [hours.WeekRule(weekday, 0, 1440) for weekday in range(7)]
        hours.set_week(practitioner=person.practitioner_id, rules=week, by=system, now=now)
    return offering.offer_service(
        name="Visit", minutes=20, grid_minutes=20, currency="EUR", price_minor=3500,
        modalities=["in_person", "video"], practitioners=[ines.practitioner_id, freya.practitioner_id],
        by=system, now=now,
    )  # fmt: skip


@pytest.fixture
def booked(visit, system, ines, amara, now):
    """Return a function that books Amara with Dr Carvalho some minutes from now (or before now)."""

    def booked(minutes=30, patient=amara, practitioner=ines, modality="in_person"):
        (appointment,) = import_appointments(
            former=[
                FormerAppointment(
                    patient=patient.patient_id, practitioner=practitioner.practitioner_id, service=visit,
                    modality=modality, starts_at=now + timedelta(minutes=minutes), jurisdiction="PT", booked_at=now,
                    reason="Burning pain",
                )
            ],
            by=system, now=now,
        )  # fmt: skip
        return appointment

    return booked


@pytest.fixture
def noon(now):
    return now.replace(hour=12, minute=0)


@pytest.fixture
def long_day(visit, system, ines, amara, noon):
    """A day of 120 visits of five minutes each, of which twenty began more than half an hour before noon."""
    short = offering.offer_service(
        name="Dressing", minutes=5, grid_minutes=5, currency="EUR", modalities=["in_person"],
        practitioners=[ines.practitioner_id], by=system, now=noon,
    )  # fmt: skip
    return import_appointments(
        former=[
            FormerAppointment(
                patient=amara.patient_id, practitioner=ines.practitioner_id, service=short, modality="in_person",
                starts_at=noon + timedelta(minutes=5 * (number - 20) - 30), jurisdiction="PT", booked_at=noon,
            )
            for number in range(120)
        ],
        by=system, now=noon,
    )  # fmt: skip


@pytest.fixture
def key():
    return str(uuid4())
