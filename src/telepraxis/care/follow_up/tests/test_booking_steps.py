"""A step to see again: booked from the plan, put back when the booking falls away, done when the visit took place."""

from datetime import timedelta
from uuid import uuid4

import pytest

from telepraxis.base import audit
from telepraxis.base.record.models import CarePlan
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.scheduling.models import Appointment

from .. import booking_steps, planning
from ..models import Step


@pytest.fixture
def book(system, amara_record, ines_record, control):
    """`book(key)`: an appointment for the control visit, as the booking left it."""

    def booked(key=None, service=None, days=7):
        audit.wrote(system, "scene.set")
        return Appointment.objects.create(
            organization_id=system.organization_id,
            patient=amara_record,
            practitioner=ines_record,
            service=service or control,
            modality="video",
            starts_at=TEN_FORTY + timedelta(days=days),
            ends_at=TEN_FORTY + timedelta(days=days, minutes=15),
            currency="EUR",
            idempotency_key=key or uuid4(),
            booked_at=TEN_FORTY,
        )

    return booked


def begin(step, by):
    return booking_steps.begin_booking(step=step, opened_by=str(by.account_id), by=by, now=TEN_FORTY)


def test_booking_from_the_plan_brings_service_and_reason_and_ties_the_appointment(see_again, amara, book):
    draft = begin(see_again, amara)
    appointment = book(draft.id)

    booking_steps.link(appointment=appointment.id, now=TEN_FORTY)
    booking_steps.link(appointment=appointment.id, now=TEN_FORTY)

    step = Step.objects.get()
    assert (draft.service.name, draft.reason, draft.patient_id) == (
        "Control visit",
        "Look at the skin again",
        amara.patient_id,
    )
    assert (step.status, step.appointment_id, CarePlan.objects.get().version) == ("booked", appointment.id, 2)
    with pytest.raises(planning.StepClosed):
        begin(see_again, amara)


def test_a_booking_by_phone_of_the_same_service_ties_too_but_never_guesses_between_two(
    see_again, begun, ines, control, book
):
    other = planning.write_step(visit=begun, kind="see_again", who="patient", service=control, by=ines, now=TEN_FORTY)
    assert booking_steps.link(appointment=book().id, now=TEN_FORTY) is None

    planning.cancel_step(step=other, why="One is enough", by=ines, now=TEN_FORTY)
    tied = booking_steps.link(appointment=book(days=9).id, now=TEN_FORTY)

    assert (tied.id, tied.status) == (see_again.id, "booked")


def test_what_was_cancelled_or_missed_comes_back_with_a_new_key(see_again, book, system):
    appointment = book(see_again.booking_key)
    booking_steps.link(appointment=appointment.id, now=TEN_FORTY)
    audit.wrote(system, "scene.set")
    Appointment.objects.update(status="no_show", no_show_at=TEN_FORTY)

    assert booking_steps.put_missed_back(now=TEN_FORTY) == 1
    assert booking_steps.put_missed_back(now=TEN_FORTY) == 0

    step = Step.objects.get()
    assert (step.status, step.appointment_id, step.booking_key == see_again.booking_key) == ("open", None, False)


def test_the_visit_that_took_place_closes_the_step(see_again, book):
    appointment = book(see_again.booking_key)
    booking_steps.link(appointment=appointment.id, now=TEN_FORTY)
    booking_steps.keep(appointment=appointment.id, now=TEN_FORTY)
    booking_steps.keep(appointment=appointment.id, now=TEN_FORTY)

    assert (Step.objects.get().status, CarePlan.objects.get().status) == ("done", "completed")
