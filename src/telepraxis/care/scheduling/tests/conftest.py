"""What scenes of booking share: a service, the hours of those who offer it, and times to book."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from telepraxis.care.scheduling import booking, calendars, hours, offering
from telepraxis.care.scheduling.availability import OfferedTime
from telepraxis.registry.practitioners.enrolment import NewLicence
from telepraxis.registry.practitioners.licences import add_licence
from tests.people import LISBON, MONDAY_8AM
from tests.recorded import recorded

WEDNESDAY = date(2026, 11, 25)


def at(hour: int, minute: int = 0, day: date = WEDNESDAY) -> datetime:
    """Return a moment of a day by Lisbon's clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LISBON)


def time_with(practitioner, starts_at: datetime, minutes: int = 20) -> OfferedTime:
    return OfferedTime(practitioner.practitioner_id, starts_at, starts_at + timedelta(minutes=minutes))


@pytest.fixture(autouse=True)
def no_calendars_kept():
    calendars.forget_all()


@pytest.fixture
@recorded
def visit(system, ines, freya, beginning):
    """A video or office visit of 20 minutes with Dr Carvalho or nurse Lindqvist, at 35 euros."""
    add_licence(
        practitioner=freya.practitioner_id,
        jurisdiction="PT",
        number="OE 5",
        valid_from=date(2015, 1, 1),
        by=system,
        now=MONDAY_8AM,
    )
    for person in (ines, freya):
        week = [hours.WeekRule(weekday, 9 * 60, 12 * 60) for weekday in range(5)]
        hours.set_week(practitioner=person.practitioner_id, rules=week, by=system, now=MONDAY_8AM)
    return offering.offer_service(
        name="Visit",
        minutes=20,
        grid_minutes=20,
        currency="EUR",
        price_minor=3500,
        modalities=["video", "in_person"],
        notice_minutes=60,
        cancel_cutoff_minutes=24 * 60,
        practitioners=[ines.practitioner_id, freya.practitioner_id],
        by=system,
        now=MONDAY_8AM,
    )


@pytest.fixture
def book(visit, ines, amara):
    """Return a function that books Wednesday with Dr Carvalho for Amara, unless told otherwise."""

    def book(starts_at=None, *, patient=amara, practitioner=ines, by=None, now=MONDAY_8AM, key=None, **changes):
        choices = {"modality": "video", "jurisdiction": "PT", "reason": "A rash", "service": visit} | changes
        return booking.book_appointment(
            time=time_with(practitioner, starts_at or at(9)),
            patient=patient.patient_id,
            idempotency_key=key or uuid4(),
            by=by or patient,
            now=now,
            **choices,
        )

    return book


__all__ = ["NewLicence", "at", "time_with"]
