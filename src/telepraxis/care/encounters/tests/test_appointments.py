"""A visit follows its appointment, and the appointment its visit."""

from datetime import timedelta
from uuid import uuid4

import pytest

from telepraxis.base import audit
from telepraxis.base.access import NotAllowed
from telepraxis.base.record import content_of
from telepraxis.base.record.models import Encounter
from telepraxis.care.scheduling import events
from telepraxis.care.scheduling.models import Appointment

from .. import listeners, visits
from ..models import Visit
from .people import TEN_FORTY

NOW = TEN_FORTY - timedelta(minutes=10)


def test_an_appointment_has_one_visit_however_often_it_is_opened(appointment, amara, ines):
    first = visits.visit_for(appointment=appointment, by=amara, now=NOW)
    again = visits.visit_for(appointment=appointment, by=ines, now=TEN_FORTY)

    assert first == again == Visit.objects.get()
    assert (first.status, first.modality, first.planned_at) == ("waiting", "video", TEN_FORTY)


def test_a_stranger_opens_nothing(appointment, tomasz):
    with pytest.raises(NotAllowed):
        visits.visit_for(appointment=appointment, by=tomasz, now=NOW)

    assert Visit.objects.count() == 0


def test_attendance_follows_the_visit_and_the_encounter_names_the_appointment(appointment, amara, ines):
    visit = visits.visit_for(appointment=appointment, now=NOW)
    visits.patient_ready(visit=visit, by=amara, now=NOW)
    visits.admit(visit=visit, by=ines, now=TEN_FORTY)
    during = Appointment.objects.get().status
    visits.finish(visit=visit, by=ines, now=TEN_FORTY + timedelta(minutes=9))

    assert (during, Appointment.objects.get().status) == ("in_progress", "fulfilled")
    encounter = Encounter.objects.get()
    assert encounter.appointment_id == str(appointment.id)
    assert content_of(encounter)["appointment"] == [{"reference": f"Appointment/{appointment.id}"}]


def _change(appointment, system, **columns):
    Appointment.objects.filter(id=appointment.id).update(**columns)
    audit.wrote(system, "scene.set")


def test_a_cancelled_appointment_closes_its_visit(appointment, amara, ines, system):
    visit = visits.visit_for(appointment=appointment, now=NOW)
    visits.patient_ready(visit=visit, by=amara, now=NOW)
    _change(appointment, system, status="cancelled", cancelled_at=NOW)
    fact = events.AppointmentCancelled(
        appointment_id=appointment.id,
        patient_id=appointment.patient_id,
        practitioner_id=appointment.practitioner_id,
        sequence=1,
    )
    for _ in range(2):
        listeners.close_its_visit(fact, now=NOW)

    assert Visit.objects.get().status == "cancelled"
    with pytest.raises(visits.VisitIsOver):
        visits.admit(visit=visit, by=ines, now=TEN_FORTY)


def test_nobody_is_admitted_to_an_appointment_cancelled_a_moment_ago(appointment, amara, ines, system):
    visit = visits.visit_for(appointment=appointment, now=NOW)
    visits.patient_ready(visit=visit, by=amara, now=NOW)
    _change(appointment, system, status="cancelled", cancelled_at=NOW)

    with pytest.raises(visits.VisitIsOver):
        visits.admit(visit=visit, by=ines, now=TEN_FORTY)

    assert Visit.objects.get().status == "ready"
    assert Encounter.objects.count() == 0


def test_refuses_to_open_a_visit_for_a_cancelled_appointment(appointment, system):
    _change(appointment, system, status="cancelled", cancelled_at=NOW)

    with pytest.raises(visits.NotBooked):
        visits.visit_for(appointment=Appointment.objects.get(), now=NOW)

    assert Visit.objects.count() == 0


def test_a_moved_appointment_takes_its_visit_along(appointment, sam_record, system):
    visit = visits.visit_for(appointment=appointment, now=NOW)
    later = TEN_FORTY + timedelta(hours=2)
    _change(appointment, system, starts_at=later, ends_at=later + timedelta(minutes=20), practitioner=sam_record)
    fact = events.AppointmentMoved(
        appointment_id=appointment.id,
        patient_id=appointment.patient_id,
        practitioner_id=sam_record.uid,
        starts_at=later,
        sequence=1,
    )
    for _ in range(2):
        listeners.move_its_visit(fact, now=NOW)

    moved = Visit.objects.get()
    assert (moved.id, moved.planned_at, moved.practitioner_id) == (visit.id, later, sam_record.uid)


def test_a_fact_about_an_appointment_without_a_visit_does_nothing(quayside):
    fact = events.AppointmentCancelled(appointment_id=uuid4(), patient_id=uuid4(), practitioner_id=uuid4(), sequence=1)
    listeners.close_its_visit(fact, now=NOW)

    assert Visit.objects.count() == 0
