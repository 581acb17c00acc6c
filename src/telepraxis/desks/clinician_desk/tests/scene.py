"""The morning of these scenes: Inês has Amara on the phone, Tomasz waits in the hall, Priya comes later."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from telepraxis.base.access import Actor, Role
from telepraxis.base.record.models import Patient, Practitioner
from telepraxis.base.tenancy.models import Tenant
from telepraxis.care.chart import notes
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.tests.people import booked
from telepraxis.care.scheduling import attendance
from telepraxis.registry.patients.registration import register
from telepraxis.registry.practitioners.enrolment import enrol
from tests.people import colleague, patient_with_account
from tests.sites import in_practice

MINUTE = timedelta(minutes=1)


@dataclass
class Morning:
    practice: Tenant
    ines: Actor
    amara: Actor
    visit: Visit  # Amara's, on the phone for six minutes


def morning_at(practice: Tenant, now: datetime) -> Morning:
    """Commit the scene around `now`."""
    with in_practice(practice) as system:
        doctor = enrol(
            title="Dr", given="Inês", family="Carvalho", specialty_code="family-medicine", languages=["pt", "en"],
            time_zone="Europe/Lisbon", by=system, now=now,
        )  # fmt: skip
        ines = colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system, practitioner=doctor.uid)
        amara = _patient("Amara", "Okonjo", date(1991, 3, 12), "amara@example.org", system, now)
        tomasz = _patient("Tomasz", "Wilk", date(1955, 2, 2), "tomasz@example.org", system, now)
        priya = _patient("Priya", "Raman", date(1980, 7, 9), "priya@example.org", system, now)
        doctor = Practitioner.objects.get(uid=doctor.uid)
        _earlier_visit(amara, doctor, ines, now)
        phoning = visits.visit_for(appointment=booked(amara, doctor, "phone", now - 10 * MINUTE), now=now)
        presences.start_talking(visit=phoning, by=ines, now=now - 6 * MINUTE)
        waiting = booked(tomasz, doctor, "in_person", now - 5 * MINUTE)
        attendance.check_in(appointment=waiting, by=system, now=now - 7 * MINUTE)
        booked(priya, doctor, "video", now + 20 * MINUTE)
        hers = patient_with_account(amara, system)
    return Morning(practice, ines, hers, phoning)


def _patient(given: str, family: str, born: date, email: str, system: Actor, now: datetime) -> Patient:
    row = register(
        given=given,
        family=family,
        birth_date=born,
        phone=f"+351 910 555 {born:%y%j}",
        email=email,
        language="en",
        needs="Hears better on the left" if given == "Amara" else "",
        jurisdiction="PT",
        emergency_contact={"name": "Chidi Okonjo", "relation": "brother", "phone": "+351 910 555 099"},
        by=system,
        now=now,
    )
    return Patient.objects.get(uid=row.uid)


def _earlier_visit(patient: Patient, doctor: Practitioner, ines: Actor, now: datetime) -> None:
    began = now - timedelta(days=21)
    visit = visits.visit_for(appointment=booked(patient, doctor, "in_person", began), now=began)
    presences.start_talking(visit=visit, by=ines, now=began)
    visits.finish(visit=visit, by=ines, now=began + 14 * MINUTE)
    sections = {"subjective": "Tired for a month.", "assessment": "Iron deficiency", "plan": "Iron tablets, 3 months."}
    notes.save_draft(visit=visit, sections=sections, revision=0, by=ines, now=began)
    notes.sign(visit=visit, by=ines, now=began + 20 * MINUTE)
