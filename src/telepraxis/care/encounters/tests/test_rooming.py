"""Nurse Freya Lindqvist prepares Amara Okonjo before Dr Carvalho sees her."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from telepraxis.base import audit, record
from telepraxis.base.access import NotAllowed
from telepraxis.base.events.models import ToldFact
from telepraxis.care.scheduling import attendance

from .. import rooming, visits
from ..models import Visit
from .people import TEN_FORTY, booked

MINUTE = timedelta(minutes=1)


@pytest.fixture
def waiting(video_visit, amara):
    return visits.patient_ready(visit=video_visit, by=amara, now=TEN_FORTY - 10 * MINUTE)


@pytest.fixture
def with_freya(waiting, freya):
    return rooming.take(visit=waiting, by=freya, now=TEN_FORTY - 8 * MINUTE)


def encounter_of(visit: Visit) -> dict:
    visit = Visit.objects.select_related("encounter").get(pk=visit.pk)
    return record.content_of(visit.encounter)


def test_the_nurse_takes_the_patient_and_says_ready(waiting, freya):
    taken = rooming.take(visit=waiting, by=freya, now=TEN_FORTY - 8 * MINUTE)
    assert (taken.is_with_nurse, taken.nurse_name, taken.status) == (True, freya.name, "ready")

    ready = rooming.ready_for_clinician(visit=taken, by=freya, now=TEN_FORTY - 3 * MINUTE)

    assert (ready.is_with_nurse, ready.is_ready_for_clinician) == (False, True)
    assert (ready.rooming_began_at, ready.rooming_ended_at) == (TEN_FORTY - 8 * MINUTE, TEN_FORTY - 3 * MINUTE)
    assert ToldFact.objects.filter(kind="care.encounters.PatientRoomed").count() == 1


def test_the_encounter_says_arrived_triaged_in_progress_without_a_gap(with_freya, freya, ines):
    assert encounter_of(with_freya)["status"] == "arrived"

    rooming.ready_for_clinician(visit=with_freya, by=freya, now=TEN_FORTY - 3 * MINUTE)
    assert encounter_of(with_freya)["status"] == "triaged"

    visits.admit(visit=with_freya, by=ines, now=TEN_FORTY)
    visits.finish(visit=with_freya, by=ines, now=TEN_FORTY + 9 * MINUTE)

    said = encounter_of(with_freya)
    moments = [(one["status"], one["period"]["start"], one["period"]["end"]) for one in said["statusHistory"]]
    came, prepared, met, over = (
        (TEN_FORTY + minutes * MINUTE).isoformat() for minutes in (-10, -3, 0, 9)
    )  # fmt: skip
    assert moments == [("arrived", came, prepared), ("triaged", prepared, met), ("in-progress", met, over)]
    assert said["period"] == {"start": (TEN_FORTY - 8 * MINUTE).isoformat(), "end": over}
    assert [one["individual"]["display"] for one in said["participant"]] == ["Dr Inês Carvalho", freya.name]


def test_the_doctor_admits_out_of_the_nurses_hands(with_freya, ines):
    admitted = visits.admit(visit=with_freya, by=ines, now=TEN_FORTY)

    assert (admitted.status, admitted.rooming_ended_at) == ("in_progress", TEN_FORTY)
    assert [one["status"] for one in encounter_of(admitted)["statusHistory"]] == ["arrived", "in-progress"]


def test_a_patient_nobody_roomed_is_admitted_as_before(waiting, ines):
    admitted = visits.admit(visit=waiting, by=ines, now=TEN_FORTY)

    assert (admitted.status, admitted.rooming_began_at) == ("in_progress", None)


def test_two_nurses_never_have_the_same_patient(with_freya, sam):
    with pytest.raises(rooming.WithAnotherNurse):
        rooming.take(visit=with_freya, by=sam, now=TEN_FORTY)
    with pytest.raises(rooming.WithAnotherNurse):
        rooming.ready_for_clinician(visit=with_freya, by=sam, now=TEN_FORTY)

    assert Visit.objects.get().nurse_name == with_freya.nurse_name


def test_taken_twice_is_taken_once_and_ready_can_be_opened_again(with_freya, freya):
    again = rooming.take(visit=with_freya, by=freya, now=TEN_FORTY)
    assert again.rooming_began_at == TEN_FORTY - 8 * MINUTE

    rooming.ready_for_clinician(visit=again, by=freya, now=TEN_FORTY)
    opened = rooming.take(visit=again, by=freya, now=TEN_FORTY + MINUTE)

    assert (opened.is_with_nurse, opened.rooming_began_at) == (True, TEN_FORTY - 8 * MINUTE)


def test_a_patient_given_back_waits_as_if_nobody_had_come(with_freya, freya):
    back = rooming.give_back(visit=with_freya, by=freya, now=TEN_FORTY)

    assert (back.is_with_nurse, back.nurse_name, back.status) == (False, "", "ready")
    assert encounter_of(back)["status"] == "arrived"


def test_nobody_says_ready_for_whom_no_nurse_has(waiting, freya):
    with pytest.raises(rooming.NotWithNurse):
        rooming.ready_for_clinician(visit=waiting, by=freya, now=TEN_FORTY)

    assert Visit.objects.get().rooming_ended_at is None


def test_neither_patient_nor_front_desk_takes_anybody(waiting, amara, rui):
    for somebody in (amara, rui):
        with pytest.raises(NotAllowed):
            rooming.take(visit=waiting, by=somebody, now=TEN_FORTY)

    assert Visit.objects.get().rooming_began_at is None


def test_a_visit_under_way_is_not_taken(waiting, freya, ines):
    visits.admit(visit=waiting, by=ines, now=TEN_FORTY)

    with pytest.raises(visits.VisitHasBegun):
        rooming.take(visit=waiting, by=freya, now=TEN_FORTY)


def test_who_was_checked_in_at_the_desk_is_taken_there(amara_record, ines_record, rui, freya):
    hall = booked(amara_record, ines_record, "in_person")
    attendance.check_in(appointment=hall, by=rui, now=TEN_FORTY - 12 * MINUTE)
    visit = visits.visit_for(appointment=hall, by=freya, now=TEN_FORTY)

    taken = rooming.take(visit=visit, by=freya, now=TEN_FORTY)

    assert (taken.status, taken.ready_at) == ("ready", TEN_FORTY - 12 * MINUTE)


def test_a_cancelled_visit_ends_the_rooming_and_its_encounter(with_freya, ines):
    cancelled = visits.cancel(visit=with_freya, why="Unwell", by=ines, now=TEN_FORTY)

    assert (cancelled.is_with_nurse, encounter_of(cancelled)["status"]) == (False, "cancelled")


@pytest.mark.parametrize(
    "impossible",
    [
        "rooming_began_at = NULL",
        "nurse_name = ''",
        "nurse_account_id = NULL",
        "rooming_ended_at = rooming_began_at - interval '1 second'",
        "admitted_at = now(), status = 'in_progress'",
    ],
)
def test_the_database_refuses_what_cannot_be(with_freya, freya, impossible):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        audit.wrote(freya, "scene.set")
        cursor.execute(f"UPDATE encounters_visit SET {impossible}")
