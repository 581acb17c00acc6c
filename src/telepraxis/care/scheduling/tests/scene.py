"""A practice that is open: two practitioners, one service, one patient; committed, for browsers."""

from dataclasses import dataclass
from datetime import date, datetime

from telepraxis.base.access import Actor, Role
from telepraxis.care.scheduling import calendars, hours, offering
from telepraxis.care.scheduling.models import Service
from telepraxis.registry.patients.registration import register
from telepraxis.registry.practitioners.enrolment import NewLicence, enrol
from tests.people import colleague, patient_with_account
from tests.sites import in_practice


@dataclass
class Open:
    """Who is there."""

    service: Service
    ines: Actor
    rui: Actor
    amara: Actor


def open_practice(practice, now: datetime) -> Open:
    """Commit the scene."""
    calendars.forget_all()
    with in_practice(practice) as system:
        practitioners = []
        for title, given, family, specialty in (
            ("Dr", "Inês", "Carvalho", "family-medicine"),
            ("", "Freya", "Lindqvist", "nursing"),
        ):
            licence = NewLicence(jurisdiction="PT", number=family, valid_from=date(2015, 1, 1))
            row = enrol(
                title=title, given=given, family=family, specialty_code=specialty, time_zone="Europe/Lisbon",
                licences=[licence], by=system, now=now,
            )  # fmt: skip
            week = [hours.WeekRule(weekday, 5, 1435) for weekday in range(7)]
            hours.set_week(practitioner=row.uid, rules=week, by=system, now=now)
            practitioners.append(row.uid)
        service = offering.offer_service(
            name="Family doctor or nurse", description="Something new, or a prescription", minutes=20, grid_minutes=20,
            currency="EUR", price_minor=3500, modalities=["video", "in_person", "phone"], practitioners=practitioners,
            by=system, now=now,
        )  # fmt: skip
        ines = colleague(
            "ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system, practitioner=practitioners[0]
        )
        rui = colleague("rui@quayside.test", "Rui Tavares", {Role.FRONT_DESK}, system)
        patient = register(
            given="Amara", family="Okonjo", birth_date=date(1991, 3, 12), phone="+351 910 555 014",
            email="amara@example.org", language="en", jurisdiction="PT", time_zone="Europe/Lisbon", by=system, now=now,
        )  # fmt: skip
        amara = patient_with_account(patient, system)
    return Open(service, ines, rui, amara)
