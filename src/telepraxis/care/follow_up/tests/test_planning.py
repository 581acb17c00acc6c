"""Steps: written by the clinician, ticked off by whose they are, taken out with a reason; the CarePlan says so."""

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.record.models import CarePlan
from telepraxis.care.encounters.tests.people import TEN_FORTY
from tests.fhir import faults

from .. import planning
from ..models import Step
from .plans import CHRISTMAS


def activities() -> list[dict]:
    return [activity["detail"] for activity in record.content_of(CarePlan.objects.get())["activity"]]


def test_a_step_is_written_and_stands_in_the_care_plan(cream, see_again, begun, ines_record, amara_record):
    plan = CarePlan.objects.get()

    assert (plan.status, plan.version, plan.patient_id, plan.author_id, plan.encounter_id) == (
        "active",
        2,
        amara_record.uid,
        ines_record.uid,
        begun.encounter_id,
    )
    assert activities() == [
        {
            "kind": "Task",
            "status": "not-started",
            "description": "Put the cream on twice a day",
            "scheduledPeriod": {"end": "2026-12-24"},
            "performer": [{"reference": f"Patient/{amara_record.logical_id}", "display": "Amara Okonjo"}],
        },
        {
            "kind": "Appointment",
            "status": "not-started",
            "description": "Look at the skin again",
            "scheduledPeriod": {"end": "2026-12-24"},
            "code": {"text": "Control visit"},
            "performer": [{"reference": f"Patient/{amara_record.logical_id}", "display": "Amara Okonjo"}],
        },
    ]
    assert faults(record.content_of(plan)) == []


def test_the_patient_ticks_off_what_is_theirs_and_takes_it_back(cream, amara):
    planning.tick_off(step=cream, by=amara, now=TEN_FORTY)
    planning.tick_off(step=cream, by=amara, now=TEN_FORTY)

    done = Step.objects.get()
    assert (done.status, done.closed_by, CarePlan.objects.get().status) == ("done", "Amara Okonjo", "completed")
    planning.not_done_after_all(step=cream, by=amara, now=TEN_FORTY)
    assert (Step.objects.get().status, Step.objects.get().closed_at) == ("open", None)
    assert activities()[0]["status"] == "not-started"


def test_nobody_ticks_what_is_not_theirs(cream, begun, tomasz, amara, ines):
    blood = planning.write_step(visit=begun, kind="task", who="practice", text="Send the form", by=ines, now=TEN_FORTY)
    with pytest.raises(NotAllowed):
        planning.tick_off(step=cream, by=tomasz, now=TEN_FORTY)
    with pytest.raises(NotAllowed):
        planning.tick_off(step=blood, by=amara, now=TEN_FORTY)

    assert set(Step.objects.values_list("status", flat=True)) == {"open"}


def test_only_clinicians_plan(begun, rui, amara, control):
    for somebody in (rui, amara):
        with pytest.raises(NotAllowed):
            planning.write_step(visit=begun, kind="task", who="patient", text="Rest", by=somebody, now=TEN_FORTY)

    assert (Step.objects.count(), CarePlan.objects.count()) == (0, 0)


def test_a_step_goes_with_a_reason_and_stays_readable(cream, rui):
    with pytest.raises(planning.ReasonNeeded):
        planning.cancel_step(step=cream, why="  ", by=rui, now=TEN_FORTY)
    assert Step.objects.get().status == "open"

    planning.cancel_step(step=cream, why="The rash is gone", by=rui, now=TEN_FORTY)

    assert (Step.objects.get().closed_why, CarePlan.objects.get().status) == ("The rash is gone", "revoked")
    assert activities()[0] | {"performer": 0} == {
        "kind": "Task",
        "status": "cancelled",
        "statusReason": {"text": "The rash is gone"},
        "description": "Put the cream on twice a day",
        "scheduledPeriod": {"end": "2026-12-24"},
        "performer": 0,
    }
    with pytest.raises(planning.StepClosed):
        planning.tick_off(step=cream, by=rui, now=TEN_FORTY)


def test_refuses_a_step_that_says_nothing(begun, ines):
    for kind, lacks in (("task", "text"), ("see_again", "service"), ("measure", "measure")):
        with pytest.raises(planning.StepRefused) as refused:
            planning.write_step(
                visit=begun, kind=kind, who="patient", text=" ", due_on=CHRISTMAS, by=ines, now=TEN_FORTY
            )
        assert refused.value.field == lacks

    assert Step.objects.count() == 0
