"""Measurements are written down, refused when impossible, taken back when wrong."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.base.record.models import Observation
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from tests.fhir import faults

from .. import correcting, reading
from ..kinds import BLOOD_PRESSURE, UnknownUnit
from ..taking import Implausible, NothingMeasured, NotTheirVisit, Taken, Way, record_measurements


def pressure(systolic="135", diastolic="82", **more) -> Taken:
    return Taken(kind="blood_pressure", values=(Decimal(systolic), Decimal(diastolic)), **more)


def one(kind: str, value: str, **more) -> Taken:
    return Taken(kind=kind, values=(Decimal(value),), **more)


def record_for(patient, taken, by, **more):
    return record_measurements(patient=patient.patient_id, taken=taken, by=by, now=TEN_FORTY, **more)


def test_a_nurse_records_vitals_into_the_encounter_of_the_visit(room_visit, amara, ines, freya):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    ToldFact.objects.all().delete()
    rows = record_for(amara, [pressure(), one("temperature", "36.60")], freya, visit=visit)

    documents = [json.loads(row.doc) for row in rows]
    assert [faults(document) for document in documents] == [[], []]
    assert [(row.code, row.value, row.unit, row.encounter_id) for row in rows] == [
        ("85354-9", None, "", visit.encounter_id),
        ("8310-5", Decimal("36.60"), "Cel", visit.encounter_id),
    ]
    assert [part["valueQuantity"]["value"] for part in documents[0]["component"]] == [135, 82]
    assert documents[0]["performer"][0]["display"] == "Freya Lindqvist"
    assert '"value":36.60' in rows[1].doc
    assert list(AuditEvent.objects.filter(action="measurements.taken").values_list("actor_name", "patient_id")) == [
        ("Freya Lindqvist", amara.patient_id)
    ]
    assert ToldFact.objects.get().body == {
        "patient": str(amara.patient_id),
        "visit": str(visit.id),
        "count": 2,
        "by_patient": False,
        "at": TEN_FORTY.isoformat(),
    }


def test_what_amara_measures_is_marked_as_hers_and_a_device_by_its_name(amara, tomasz):
    record_for(amara, [one("weight", "61.5"), one("heart_rate", "64", way=Way.DEVICE, device="UA-651BLE")], amara)

    found = {measured.kind.name: measured for measured in reading.latest_of(amara.patient_id)}
    assert (found["weight"].way, found["weight"].by_patient, found["weight"].who) == ("patient", True, "Amara Okonjo")
    assert (found["heart_rate"].way, found["heart_rate"].device) == ("device", "UA-651BLE")
    assert reading.latest_of(tomasz.patient_id) == []


@pytest.mark.parametrize(
    "taken, kept, read",
    [
        (pressure("16.0", "10.7", unit="kPa"), "120/80", "16.0/10.7 kPa"),
        (one("weight", "135", unit="[lb_av]"), "61.2", "135 lb"),
        (one("temperature", "101.3", unit="[degF]"), "38.5", "101.3 °F"),
        (one("glucose", "99", unit="mg/dL"), "5.5", "99 mg/dl"),
        (one("height", "66", unit="[in_i]"), "168", "66 in"),
    ],
)
def test_another_unit_is_brought_to_the_kept_one_and_what_was_read_stays(taken, kept, read, amara, ines):
    record_for(amara, [taken], ines)

    (measured,) = reading.latest_of(amara.patient_id)
    assert (measured.text, measured.as_read) == (kept, read)


@pytest.mark.parametrize(
    "taken, sentence",
    [
        (
            one("temperature", "366"),
            "Temperature must be between 25.0 and 45.0 °C. Check the number and the unit.",
        ),
        (
            one("temperature", "38", unit="[degF]"),
            "Temperature must be between 77.0 and 113.0 °F. Check the number and the unit.",
        ),
        (
            pressure("1350", "82"),
            "Upper (systolic) must be between 30 and 300 mmHg. Check the number and the unit.",
        ),
        (pressure("80", "120"), "The lower blood pressure must be smaller than the upper. Check both."),
        (Taken(kind="blood_pressure", values=(Decimal(120),)), "Blood pressure needs both numbers."),
        (one("pain", "11"), "Pain, 0 to 10 must be between 0 and 10 /10. Check the number and the unit."),
        (
            one("weight", "61", taken_at=TEN_FORTY + timedelta(hours=1)),
            "The time of the measurement lies in the future. Check date and time.",
        ),
        (
            one("weight", "61", taken_at=TEN_FORTY - timedelta(days=400)),
            "The measurement is more than a year old. Write it in the note instead.",
        ),
    ],
)
def test_the_impossible_is_refused_with_the_limit_and_nothing_is_kept(taken, sentence, amara, ines):
    with pytest.raises(Implausible) as refusal:
        record_for(amara, [one("heart_rate", "64"), taken], ines)

    assert str(refusal.value) == sentence
    assert Observation.objects.count() == 0
    assert AuditEvent.objects.filter(action="measurements.taken").count() == 0


def test_nothing_a_foreign_unit_and_a_foreign_visit_are_refused(room_visit, amara, tomasz, ines):
    with pytest.raises(NothingMeasured):
        record_for(amara, [], ines)
    with pytest.raises(UnknownUnit):
        record_for(amara, [one("weight", "61", unit="[stone_av]")], ines)
    with pytest.raises(NotTheirVisit):
        record_for(tomasz, [one("weight", "61")], ines, visit=room_visit)

    assert Observation.objects.count() == 0


def test_front_desk_strangers_and_other_patients_may_not(amara, tomasz, rui, marta):
    for person in (rui, marta, tomasz):
        with pytest.raises(NotAllowed):
            record_for(amara, [one("weight", "61")], person)

    assert Observation.objects.count() == 0


def test_a_join_link_may_add_but_not_read(amara):
    by_link = amara.by_link(patient_id=amara.patient_id, name=amara.name)
    record_for(amara, [one("weight", "61")], by_link)

    from ..permissions import may_read_measurements

    assert Observation.objects.count() == 1
    assert not may_read_measurements.allows(by_link, amara.patient_id)


def test_a_clock_that_runs_a_little_ahead_is_forgiven(amara, ines):
    (row,) = record_for(amara, [one("weight", "61", taken_at=TEN_FORTY + timedelta(minutes=3))], ines)

    assert row.effective_at == TEN_FORTY


def test_a_wrong_value_is_shown_no_more_and_its_history_keeps_it(amara, ines):
    (row,) = record_for(amara, [one("weight", "161")], ines)
    for _ in range(2):
        correcting.entered_in_error(observation=row, reason="Typed 1 too much", by=ines, now=TEN_FORTY)

    assert reading.latest_of(amara.patient_id) == []
    assert [version.version for version in record.history("Observation", row.logical_id)] == [2, 1]
    assert Observation.objects.get().status == "entered-in-error"
    assert record.content_of(Observation.objects.get())["note"][-1]["text"] == "Typed 1 too much"


def test_amara_takes_back_her_own_value_but_not_the_nurses(amara, freya):
    (hers,) = record_for(amara, [one("weight", "16")], amara)
    (nurses,) = record_for(amara, [one("height", "168")], freya)
    correcting.entered_in_error(observation=hers, reason="Wrong", by=amara, now=TEN_FORTY)
    with pytest.raises(NotAllowed):
        correcting.entered_in_error(observation=nurses, reason="Wrong", by=amara, now=TEN_FORTY)
    with pytest.raises(correcting.ReasonNeeded):
        correcting.entered_in_error(observation=nurses, reason=" ", by=freya, now=TEN_FORTY)

    assert [measured.kind.name for measured in reading.latest_of(amara.patient_id)] == ["height"]


def test_latest_and_history_cost_one_query_however_many_there_are(amara, ines, django_assert_num_queries):
    for day in range(20):
        at = TEN_FORTY - timedelta(days=day)
        record_for(
            amara, [pressure(str(120 + day), "80", taken_at=at), one("weight", str(60 + day), taken_at=at)], ines
        )

    with django_assert_num_queries(1):
        latest = reading.latest_of(amara.patient_id)
    with django_assert_num_queries(1):
        history = reading.history_of(amara.patient_id, BLOOD_PRESSURE, limit=5)
    assert [(measured.kind.name, measured.text) for measured in latest] == [
        ("blood_pressure", "120/80"),
        ("weight", "60.0"),
    ]
    assert [measured.text for measured in history] == ["120/80", "121/80", "122/80", "123/80", "124/80"]
