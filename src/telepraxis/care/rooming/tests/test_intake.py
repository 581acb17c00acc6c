"""Freya gathers what Dr Carvalho must know before she sees Amara."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from telepraxis.base import audit, record
from telepraxis.base.access import NotAllowed
from telepraxis.base.record.models import Composition
from telepraxis.care.encounters import rooming, visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.measurements.taking import Taken, record_measurements
from tests.fhir import faults

from .. import intake
from ..models import Intake
from ..sheet import is_child, sheet_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def with_freya(video_visit, amara, freya):
    visits.patient_ready(visit=video_visit, by=amara, now=TEN_FORTY - 9 * MINUTE)
    return rooming.take(visit=video_visit, by=freya, now=TEN_FORTY - 8 * MINUTE)


def write(visit, by, reason="It itches since Monday", medicines=(("Ramipril", "5 mg, mornings"),), **more):
    return intake.save(
        visit=visit, reason=reason, medicines=medicines, **{"takes_nothing": False, "remarks": ""} | more, by=by,
        now=TEN_FORTY - 5 * MINUTE,
    )  # fmt: skip


def measure(visit, by, kind="weight", value="61.5"):
    record_measurements(
        patient=visit.patient_id, taken=[Taken(kind=kind, values=(Decimal(value),))], visit=visit, by=by,
        now=TEN_FORTY - 6 * MINUTE,
    )  # fmt: skip


def test_the_sheet_becomes_a_nurse_note_of_the_encounter(with_freya, freya):
    write(with_freya, freya, remarks="Speaks softly")
    measure(with_freya, freya)

    visit = intake.ready_for_clinician(visit=with_freya, by=freya, now=TEN_FORTY - 3 * MINUTE)

    note = Composition.objects.get()
    document = record.content_of(note)
    assert faults(document) == []
    assert (note.kind, note.encounter_id, visit.is_ready_for_clinician) == ("34746-8", visit.encounter_id, True)
    said = {each["title"]: each["text"]["div"].split(">", 1)[1] for each in document["section"]}
    assert said == {
        "Reason, in the patient's words": "<p>It itches since Monday</p></div>",
        "Medicines, as the patient says": "<p>Ramipril, 5 mg, mornings</p></div>",
        "Measured": "<p>Body weight: 61.5 kg</p></div>",
        "Remarks": "<p>Speaks softly</p></div>",
    }


def test_taken_again_a_second_note_replaces_the_first(with_freya, freya):
    write(with_freya, freya)
    intake.ready_for_clinician(visit=with_freya, by=freya, now=TEN_FORTY - 3 * MINUTE)
    first = Composition.objects.get()
    rooming.take(visit=with_freya, by=freya, now=TEN_FORTY - 2 * MINUTE)
    write(with_freya, freya, medicines=[], takes_nothing=True)

    intake.ready_for_clinician(visit=with_freya, by=freya, now=TEN_FORTY - MINUTE)

    second = Intake.objects.select_related("note").get().note
    assert second.relates_to == first.logical_id
    assert "Takes no medicines" in record.content_of(second)["section"][1]["text"]["div"]


def test_an_empty_sheet_hands_the_patient_on_without_a_note(with_freya, freya):
    visit = intake.ready_for_clinician(visit=with_freya, by=freya, now=TEN_FORTY)

    assert (visit.is_ready_for_clinician, Composition.objects.count()) == (True, 0)


def test_nothing_and_something_is_refused(with_freya, freya):
    with pytest.raises(intake.NothingAndSomething):
        write(with_freya, freya, takes_nothing=True)

    assert Intake.objects.count() == 0


def test_only_the_nurse_who_has_the_patient_writes(with_freya, sam, rui, amara):
    with pytest.raises(rooming.WithAnotherNurse):
        write(with_freya, sam)
    for stranger in (rui, amara):
        with pytest.raises(NotAllowed):
            write(with_freya, stranger)

    assert Intake.objects.count() == 0


def test_after_the_doctor_has_the_patient_nothing_more_is_written(with_freya, freya, ines):
    write(with_freya, freya)
    visits.admit(visit=with_freya, by=ines, now=TEN_FORTY)

    with pytest.raises(rooming.NotWithNurse):
        write(with_freya, freya, reason="Something else")

    assert Intake.objects.get().reason == "It itches since Monday"


def test_what_goes_into_the_note_reads_as_said(with_freya, freya):
    write(with_freya, freya, medicines=[("Ramipril", "5 mg"), ("Vitamin D", ""), ("", "")])
    measure(with_freya, freya)

    sheet = sheet_of(with_freya, TEN_FORTY.date())

    assert sheet.subjective == "It itches since Monday\nTakes, as the patient says: Ramipril 5 mg; Vitamin D."
    assert sheet.objective == "Weight 61.5 kg"


@pytest.mark.parametrize(
    ("born", "child"),
    [(date(2008, 11, 25), False), (date(2008, 11, 26), True), (date(2020, 1, 1), True), (None, False)],
)
def test_under_eighteen_is_a_child_until_the_birthday(born, child):
    assert is_child(born, date(2026, 11, 25)) is child


def test_the_weight_of_a_child_is_asked_for_until_it_stands_there(with_freya, freya):
    with_freya.patient.birth_date = date(2020, 1, 1)
    assert sheet_of(with_freya, TEN_FORTY.date()).weight_missing

    measure(with_freya, freya, value="21.5")

    sheet = sheet_of(with_freya, TEN_FORTY.date())
    assert (sheet.weight_missing, sheet.weight.text) == (False, "21.5")


def test_the_database_refuses_nothing_beside_something(with_freya, freya):
    write(with_freya, freya)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        audit.wrote(freya, "scene.set")
        cursor.execute("UPDATE rooming_intake SET takes_nothing_said_at = now()")
