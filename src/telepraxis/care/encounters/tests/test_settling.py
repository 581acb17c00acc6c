"""Completed and did not come, from who was really there; a person's word stands."""

from datetime import timedelta

import pytest

from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.scheduling import attendance, booking
from telepraxis.care.scheduling.models import Appointment

from .. import correction, presences, rooming, visits
from ..models import Visit
from ..tasks import settle_of
from .people import TEN_FORTY, booked

MINUTE = timedelta(minutes=1)
LATE = TEN_FORTY + 30 * MINUTE  # the practice's usual half hour is over


@pytest.fixture
def settle(quayside):
    def settle(now):
        settle_of(quayside.id, now)
        return Appointment.objects.first()

    return settle


@pytest.fixture
def held(appointment, amara, ines):
    """Amara and Inês talked for nine minutes; then both just closed their windows."""
    visit = visits.visit_for(appointment=appointment, by=amara, now=TEN_FORTY)
    visits.patient_ready(visit=visit, by=amara, now=TEN_FORTY)
    visits.admit(visit=visit, by=ines, now=TEN_FORTY)
    for person in (amara, ines):
        who = presences.participant_of(person, visit)
        presences.joined(visit=visit, participant=who, by=person, now=TEN_FORTY)
        presences.left(visit=visit, participant=who, by=person, now=TEN_FORTY + 9 * MINUTE)
    return visit


def test_nobody_came_and_half_an_hour_later_it_is_noted(appointment, settle):
    assert settle(LATE - MINUTE).status == "booked"

    missed = settle(LATE)

    assert (missed.status, missed.no_show_at, missed.attendance_by_itself_at) == ("no_show", LATE, LATE)
    event = AuditEvent.objects.get(action="scheduling.no_show_by_itself")
    assert (event.via, event.patient_id) == ("system", appointment.patient_id)


def test_the_service_says_when_and_nought_is_never(appointment, settle):
    appointment.service.no_show_after_minutes = 45
    appointment.service.save()
    assert settle(LATE).status == "booked"
    assert settle(TEN_FORTY + 45 * MINUTE).status == "no_show"

    Appointment.objects.update(status="booked", attendance_by_itself_at=None)
    appointment.service.no_show_after_minutes = 0
    appointment.service.save()
    assert settle(TEN_FORTY + timedelta(hours=5)).status == "booked"


def test_who_waited_and_gave_up_did_come(appointment, amara, settle):
    visit = visits.visit_for(appointment=appointment, by=amara, now=TEN_FORTY)
    visits.patient_ready(visit=visit, by=amara, now=TEN_FORTY)
    visits.patient_stepped_away(visit=visit, by=amara, now=TEN_FORTY + 20 * MINUTE)

    assert settle(LATE).status == "booked"


def test_who_was_with_the_nurse_did_come(appointment, freya, settle):
    visit = visits.visit_for(appointment=appointment, by=freya, now=TEN_FORTY)
    rooming.take(visit=visit, by=freya, now=TEN_FORTY)

    assert settle(LATE).status == "booked"


def test_a_visit_that_staff_only_opened_is_missed(appointment, ines, settle):
    visits.visit_for(appointment=appointment, by=ines, now=TEN_FORTY)

    assert settle(LATE).status == "no_show"


def test_by_phone_it_is_the_practice_that_comes(amara_record, ines_record, settle):
    booked(amara_record, ines_record, "phone")

    assert settle(LATE).status == "booked"


def test_who_was_asked_to_move_was_not_awaited(appointment, settle):
    Appointment.objects.update(offered_other_times_at=TEN_FORTY)

    assert settle(LATE).status == "booked"


def test_a_check_in_taken_back_by_hand_stays(appointment, rui, settle):
    attendance.check_in(appointment=appointment, by=rui, now=TEN_FORTY)
    attendance.undo_check_in(appointment=appointment, by=rui, now=TEN_FORTY + MINUTE)

    assert settle(LATE).status == "booked"


def test_what_a_person_takes_back_is_not_noted_again(appointment, rui, settle):
    missed = settle(LATE)
    attendance.undo_no_show(appointment=missed, by=rui, now=LATE + MINUTE)

    assert settle(LATE + 4 * MINUTE).status == "booked"


def test_late_amara_undoes_it_by_coming(appointment, amara, settle):
    settle(LATE)
    visit = visits.visit_for(appointment=Appointment.objects.get(), by=amara, now=LATE + MINUTE)
    visits.patient_ready(visit=visit, by=amara, now=LATE + MINUTE)

    after = settle(LATE + 5 * MINUTE)
    assert (after.status, after.no_show_at, after.attendance_by_itself_at) == ("booked", None, None)
    assert AuditEvent.objects.filter(action="scheduling.came_late").count() == 1


def test_late_tomasz_at_the_desk_undoes_it_too(amara_record, ines_record, rui, settle):
    hall = booked(amara_record, ines_record, "in_person")
    settle(LATE)

    arrived = attendance.check_in(appointment=hall, by=rui, now=LATE + MINUTE)

    assert (arrived.status, arrived.attendance_by_itself_at) == ("arrived", None)


def test_late_amara_does_not_overrule_rui(appointment, amara, rui, settle):
    attendance.mark_no_show(appointment=appointment, by=rui, now=LATE)

    with pytest.raises(visits.NotBooked):
        visits.visit_for(appointment=Appointment.objects.get(), by=amara, now=LATE + MINUTE)
    assert settle(LATE + 2 * MINUTE).no_show_at == LATE


def test_rui_confirms_what_was_noted_by_itself(appointment, amara, rui, settle):
    missed = settle(LATE)

    said = attendance.mark_no_show(appointment=missed, by=rui, now=LATE + MINUTE)

    assert (said.no_show_at, said.attendance_by_itself_at, said.attendance_by_hand_at) == (LATE, None, LATE + MINUTE)


def test_a_cancelled_appointment_is_not_missed(appointment, rui, settle):
    booking.cancel_appointment(appointment=appointment, why="", by=rui, now=TEN_FORTY - MINUTE)

    assert settle(LATE).status == "cancelled"


def test_a_visit_that_was_held_ends_when_the_last_one_left(held, settle):
    assert settle(TEN_FORTY + 38 * MINUTE).status == "in_progress"

    done = settle(TEN_FORTY + 39 * MINUTE)

    visit = Visit.objects.get()
    assert (done.status, done.attendance_by_itself_at) == ("fulfilled", TEN_FORTY + 39 * MINUTE)
    assert (visit.status, visit.ended_at) == ("finished", TEN_FORTY + 9 * MINUTE)
    assert visit.ended_by_itself_at == TEN_FORTY + 39 * MINUTE
    assert AuditEvent.objects.get(action="visit.finished").via == "system"


def test_a_visit_somebody_is_still_in_goes_on(held, ines, settle):
    presences.joined(visit=held, participant=presences.participant_of(ines, held), by=ines, now=TEN_FORTY + 20 * MINUTE)

    assert settle(TEN_FORTY + timedelta(hours=3)).status == "in_progress"


def test_where_both_never_met_a_person_must_say(appointment, amara, ines, settle):
    visit = visits.visit_for(appointment=appointment, by=amara, now=TEN_FORTY)
    visits.patient_ready(visit=visit, by=amara, now=TEN_FORTY)
    visits.admit(visit=visit, by=ines, now=TEN_FORTY)
    who = presences.participant_of(ines, visit)
    presences.joined(visit=visit, participant=who, by=ines, now=TEN_FORTY)
    presences.left(visit=visit, participant=who, by=ines, now=TEN_FORTY + 9 * MINUTE)

    assert settle(TEN_FORTY + timedelta(hours=3)).status == "in_progress"


def test_what_ines_finished_herself_stays_hers(held, ines, settle):
    visits.finish(visit=held, by=ines, now=TEN_FORTY + 10 * MINUTE)

    assert settle(TEN_FORTY + timedelta(hours=1)).attendance_by_itself_at is None
    assert Visit.objects.get().ended_at == TEN_FORTY + 10 * MINUTE


def test_ines_corrects_what_ended_by_itself(held, ines, settle):
    settle(TEN_FORTY + 39 * MINUTE)
    correction.correct_times(
        visit=held, admitted_at=TEN_FORTY, ended_at=TEN_FORTY + 12 * MINUTE, why="We went on by phone", by=ines,
        now=TEN_FORTY + timedelta(hours=1),
    )  # fmt: skip

    settle(TEN_FORTY + timedelta(hours=2))
    visit = Visit.objects.get()
    assert (visit.ended_at, visit.ended_by_itself_at) == (TEN_FORTY + 12 * MINUTE, None)
