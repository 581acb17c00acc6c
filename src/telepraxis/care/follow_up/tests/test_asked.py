"""Measured at home: asked for, typed in on the phone, seen by the clinician when outside the limits or missing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.record.models import CarePlan, Observation
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.measurements.taking import Taken, record_measurements
from tests.fhir import faults

from .. import asked, asking, planning
from ..models import Step
from .plans import CHRISTMAS

PRESSURE = planning.Measuring(
    measure="blood_pressure", times_a_day=2, low=Decimal(100), high=Decimal(150), high_second=Decimal(95)
)


@pytest.fixture
def pressure(begun, ines):
    """Amara measures her blood pressure twice a day until Christmas."""
    return planning.write_step(
        visit=begun, kind="measure", who="patient", due_on=CHRISTMAS, measuring=PRESSURE, by=ines, now=TEN_FORTY
    )


def measure(amara, upper, lower, at):
    taken = [Taken(kind="blood_pressure", values=(Decimal(upper), Decimal(lower)))]
    record_measurements(patient=amara.patient_id, taken=taken, by=amara, now=at)


def test_the_plan_asks_in_fhir(pressure):
    content = record.content_of(CarePlan.objects.get())
    [activity] = content["activity"]

    assert faults(content) == []
    assert activity["detail"]["code"]["coding"][0]["code"] == "85354-9"
    assert activity["detail"]["scheduledTiming"]["repeat"] == {
        "frequency": 2,
        "period": 1,
        "periodUnit": "d",
        "boundsPeriod": {"start": "2026-11-23", "end": "2026-12-24"},
    }


def test_two_values_a_day_are_wanted_and_no_third(pressure, amara):
    later = TEN_FORTY + timedelta(hours=1)
    wanted = []
    for _ in range(3):
        [one] = asked.asked_of(amara.patient_id, later)
        wanted.append(one.is_wanted(later.date()))
        measure(amara, 120, 80, later)

    assert wanted == [True, True, False]
    assert asked.asked_of(amara.patient_id, later + timedelta(days=60)) == []


def test_a_value_outside_the_limits_stands_on_the_list_until_somebody_looked(pressure, amara, ines, rui):
    later = TEN_FORTY + timedelta(hours=1)
    measure(amara, 120, 80, later)
    assert asked.to_look_at(later) == []
    measure(amara, 120, 96, later)
    measure(amara, 171, 90, later + timedelta(minutes=5))

    [one] = asked.to_look_at(later + timedelta(minutes=6))
    assert [value.text for value in one.out_of_limits] == ["171/90", "120/96"]
    with pytest.raises(NotAllowed):
        asking.looked_at(step=pressure, by=rui, now=later + timedelta(minutes=7))
    asking.looked_at(step=pressure, by=ines, now=later + timedelta(minutes=7))
    assert asked.to_look_at(later + timedelta(minutes=8)) == []


def test_three_days_without_a_value_stand_on_the_list(pressure, amara):
    measure(amara, 120, 80, TEN_FORTY + timedelta(hours=1))
    days = [
        [
            one.days_missing((TEN_FORTY + timedelta(days=each)).date())
            for one in asked.to_look_at(TEN_FORTY + timedelta(days=each))
        ]
        for each in (1, 2, 3, 5)
    ]

    assert days == [[], [], [2], [4]]


def test_what_has_run_its_time_ends_by_itself(pressure, system):
    assert asking.end_what_has_run(today=CHRISTMAS, by=system, now=TEN_FORTY) == 0
    assert asking.end_what_has_run(today=CHRISTMAS + timedelta(days=1), by=system, now=TEN_FORTY) == 1
    assert Step.objects.get().status == "done"


def test_the_patient_types_it_on_the_home_and_is_told_plainly(begun, ines, amara, browse):
    now = timezone.now()
    step = planning.write_step(
        visit=begun, kind="measure", who="patient", measuring=PRESSURE, by=ines, now=now - timedelta(hours=1)
    )
    client = browse(amara)
    home = client.get("/").content.decode()
    assert "To measure at home" in home and "nobody is alarmed by them" in home and "call 112" in home

    said = {"place": "home", "blood_pressure_0": "171", "blood_pressure_1": "90"}
    page = client.post(f"/plan/steps/{step.id}/measure/", said, follow=True).content.decode()
    assert "outside what Dr Inês Carvalho expected" in page
    assert Observation.objects.count() == 1

    wrong = client.post(f"/plan/steps/{step.id}/measure/", said | {"blood_pressure_0": "17"}, follow=True)
    assert "Nothing was kept." in wrong.content.decode()
    assert Observation.objects.count() == 1


def test_the_clinician_asks_for_it_in_one_line(begun, ines, browse):
    said = {
        "kind": "measure", "measure": "weight", "often": "1/7", "low": "60", "when": "3 months", "text": "At 8",
    }  # fmt: skip

    page = browse(ines).post(f"/visit/{begun.id}/plan/add/", said, headers={"HX-Request": "true"})

    step = Step.objects.select_related("asked").get()
    assert page.status_code == 200
    assert (step.asked.measure, step.asked.every_days, step.asked.low, step.asked.high) == ("weight", 7, 60, None)
