"""The people of these scenes: Amara Okonjo is treated by Dr Inês Carvalho; Dr Sam Adeyemi is a colleague."""

from datetime import timedelta
from uuid import uuid4

import pytest

from telepraxis.base import audit
from telepraxis.base.access import Actor, Role
from telepraxis.base.record.models import Patient, Practitioner
from telepraxis.care.scheduling.models import Appointment, Service
from telepraxis.registry.practitioners.enrolment import enrol
from tests.people import MONDAY_8AM, colleague

from .. import visits

TEN_FORTY = MONDAY_8AM.replace(hour=10, minute=40)


@pytest.fixture
def amara_record(amara):
    return Patient.objects.get(uid=amara.patient_id)


@pytest.fixture
def ines_record(ines):
    return Practitioner.objects.get(uid=ines.practitioner_id)


@pytest.fixture
def sam_record(system):
    return enrol(
        title="Dr",
        given="Sam",
        family="Adeyemi",
        gender="male",
        specialty_code="family-medicine",
        languages=["en"],
        time_zone="Europe/Lisbon",
        by=system,
        now=MONDAY_8AM,
    )


@pytest.fixture
def sam(sam_record, system):
    """Dr Sam Adeyemi, a colleague of Inês."""
    return colleague("sam@quayside.test", "Dr Sam Adeyemi", {Role.PHYSICIAN}, system, practitioner=sam_record.uid)


def booked(patient, practitioner, modality: str = "video", starts_at=TEN_FORTY) -> Appointment:
    """An appointment as the booking left it."""
    service = Service.objects.filter(name="First visit").first() or Service.objects.create(
        organization_id=patient.organization_id,
        name="First visit",
        minutes=20,
        currency="EUR",
        modalities=["video", "phone", "in_person"],
    )
    appointment = Appointment.objects.create(
        organization_id=patient.organization_id,
        patient=patient,
        practitioner=practitioner,
        service=service,
        modality=modality,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=20),
        reason="Itchy rash",
        currency="EUR",
        idempotency_key=uuid4(),
        booked_at=MONDAY_8AM,
    )
    audit.wrote(Actor.system(patient.organization_id), "scene.set")
    return appointment


@pytest.fixture
def appointment(amara_record, ines_record):
    return booked(amara_record, ines_record)


def open_visit(modality: str, patient, practitioner, by: Actor):
    return visits.open_visit(
        patient=patient.uid,
        practitioner=practitioner.uid,
        modality=modality,
        planned_at=TEN_FORTY,
        by=by,
        now=MONDAY_8AM,
    )


@pytest.fixture
def video_visit(amara_record, ines_record, rui):
    return open_visit("video", amara_record, ines_record, rui)


@pytest.fixture
def phone_visit(amara_record, ines_record, rui):
    return open_visit("phone", amara_record, ines_record, rui)


@pytest.fixture
def room_visit(amara_record, ines_record, rui):
    return open_visit("in_person", amara_record, ines_record, rui)
