"""What Amara adds is marked as hers, goes to the clinicians where it should, and can be taken back."""

import json
from datetime import date, timedelta

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.keepers import keeper_of
from telepraxis.base.record.models import DocumentReference, Observation, Patient
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.measurements.events import MeasurementsTaken
from telepraxis.care.measurements.panels import latest_rows
from telepraxis.care.measurements.taking import Implausible, record_measurements
from telepraxis.care.timeline.panels import timeline_panel
from telepraxis.commons.documents.events import FileKept
from telepraxis.commons.documents.tests import poison
from telepraxis.registry.patients import proxies
from tests.fhir import faults

from .. import adding, arrivals, inbox, listeners, own
from ..models import Arrival
from .scene import LATER, acting_for, taken

NOW = {"now": TEN_FORTY}


def measure(patient, *values, by=None):
    return adding.add_measurements(patient=patient.patient_id, taken=list(values), by=by or patient, **NOW)


def feel(patient, by=None, **more):
    said = {"what": "Headache", "strength": 6} | more
    return adding.write_symptom(patient=patient.patient_id, **said, by=by or patient, **NOW)


def photo_of(patient, content=None, by=None):
    return adding.add_photo(
        patient=patient.patient_id, content=poison.photograph() if content is None else content, name="arm.jpg",
        purpose="The spot grows", body_site=("forearm-left", "Left forearm"), by=by or patient, **NOW,
    )  # fmt: skip


def test_a_pressure_is_a_legal_document_that_says_whose_it_is(amara):
    (row,) = measure(amara, taken("blood_pressure", "135", "82"))

    doc = json.loads(row.doc)
    assert faults(doc) == []
    assert doc["meta"]["tag"] == [
        {"system": "urn:telepraxis:reported-by", "code": "patient", "display": "Reported by the patient's side"}
    ]
    assert doc["performer"][0]["reference"].startswith("Patient/")
    assert Arrival.objects.count() == 0


def test_a_dangerous_value_goes_to_the_clinicians_at_once_and_once(amara, ines):
    rows = measure(amara, taken("blood_pressure", "185", "95"), taken("heart_rate", "80"))
    listeners.look_for_danger(
        MeasurementsTaken(patient=amara.patient_id, visit=None, count=2, by_patient=True, at=TEN_FORTY), **NOW
    )

    arrival = Arrival.objects.get()
    assert (arrival.kind, arrival.document, arrival.seen_at) == ("danger", rows[0].uid, None)
    (item,) = inbox.inbox_of(ines, LATER).items
    assert (item.kind, item.entry.what, item.entry.said) == ("danger", "Blood pressure", "185/95 mmHg")
    (alarm,) = own.own_of(amara.patient_id, date(1991, 3, 12), TEN_FORTY).alarms(TEN_FORTY)
    assert str(alarm.danger.what) == "This blood pressure is very high."
    assert own.own_of(amara.patient_id, date(1991, 3, 12), TEN_FORTY).alarms(TEN_FORTY + timedelta(days=2)) == []
    assert AuditEvent.objects.filter(action="contributions.arrived").count() == 1


def test_what_was_measured_in_a_visit_counts_too_and_the_nurses_does_not(amara, freya):
    hers = record_measurements(patient=amara.patient_id, taken=[taken("oxygen_saturation", "88")], by=amara, **NOW)
    record_measurements(patient=amara.patient_id, taken=[taken("oxygen_saturation", "87")], by=freya, **NOW)
    listeners.look_for_danger(
        MeasurementsTaken(patient=amara.patient_id, visit=None, count=1, by_patient=True, at=TEN_FORTY), **NOW
    )

    assert [each.document for each in Arrival.objects.all()] == [hers[0].uid]


def saturation(patient, value: int, at=TEN_FORTY, who="Patient") -> dict:
    """An Observation as another program writes it."""
    whom = Patient.objects.get(uid=patient.patient_id).logical_id
    return {
        "resourceType": "Observation", "status": "final", "subject": {"reference": f"Patient/{whom}"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "2708-6"}]}, "effectiveDateTime": at.isoformat(),
        "performer": [{"reference": f"{who}/{whom}"}],
        "valueQuantity": {"value": value, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
    }  # fmt: skip


def test_what_an_app_writes_for_the_patient_counts_too(amara, ines):
    keeper = keeper_of("Observation")
    dangerous = keeper.keep(saturation(amara, 86), by=ines, **NOW)
    from_carer = keeper.keep_many([saturation(amara, 85, who="RelatedPerson"), saturation(amara, 97)], by=ines, **NOW)
    keeper.keep(saturation(amara, 84, who="Device"), by=ines, **NOW)
    keeper.keep(saturation(amara, 83, at=TEN_FORTY - timedelta(days=30)), by=ines, **NOW)

    assert {each.document for each in Arrival.objects.all()} == {dangerous.uid, from_carer[0].uid}
    shown = own.own_of(amara.patient_id, None, TEN_FORTY).added
    assert sorted(each.entry.said for each in shown) == ["83 %", "85 %", "86 %", "97 %"]


def test_the_impossible_is_refused_and_nothing_is_kept(amara):
    for impossible in (taken("oxygen_saturation", "140"), taken("blood_pressure", "80", "120")):
        with pytest.raises(Implausible):
            measure(amara, taken("heart_rate", "64"), impossible)

    assert (Observation.objects.count(), Arrival.objects.count()) == (0, 0)


def test_what_differs_much_from_the_last_weight_is_asked_about(amara):
    measure(amara, taken("weight", "61.5"))

    assert adding.doubts_about(amara.patient_id, [taken("weight", "16.5")]) == [adding.Doubt("Weight", "16.5 kg")]
    assert adding.doubts_about(amara.patient_id, [taken("weight", "62.0")]) == []


def test_a_symptom_is_a_legal_document_on_the_clinicians_list(amara, ines):
    row = feel(amara, since=date(2026, 11, 20), words="Worse in the morning.")

    doc = json.loads(row.doc)
    assert faults(doc) == []
    assert (doc["valueCodeableConcept"]["text"], doc["note"][0]["text"]) == ("Headache", "Worse in the morning.")
    (item,) = inbox.inbox_of(ines, LATER).items
    assert (item.kind, item.entry.what) == ("symptom", "Headache")
    assert item.entry.said == "6 of 10 · since 20 November 2026"


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"what": "  "}, "what"),
        ({"strength": 11}, "strength"),
        ({"strength": -1}, "strength"),
        ({"since": date(2026, 11, 24)}, "since"),
        ({"since": date(1890, 1, 1)}, "since"),
    ],
)
def test_a_symptom_that_cannot_be_is_refused(wrong, field, amara):
    with pytest.raises(adding.SaySomething) as refusal:
        feel(amara, **wrong)

    assert (refusal.value.field, Observation.objects.count()) == (field, 0)


def test_a_photo_is_drawn_anew_and_stands_on_the_list_once(amara, ines):
    row = photo_of(amara)
    told = FileKept(patient=amara.patient_id, document=row.uid, encounter=None, by_patient=True, at=TEN_FORTY)
    listeners.put_photo_on_list(told, **NOW)

    (item,) = inbox.inbox_of(ines, LATER).items
    assert (item.kind, item.entry.what, item.entry.is_picture) == ("photo", "The spot grows", True)
    assert isinstance(photo_of(amara, content=b"<svg/>"), str)
    assert (DocumentReference.objects.count(), Arrival.objects.count()) == (1, 1)


def test_the_first_who_looks_is_named(amara, ines, sam):
    feel(amara)
    arrival = Arrival.objects.get()
    arrivals.seen(arrival=arrival.id, by=ines, now=LATER)
    again = arrivals.seen(arrival=arrival.id, by=sam, now=LATER + timedelta(minutes=1))

    assert (again.seen_by_name, again.seen_at) == ("Dr Inês Carvalho", LATER)
    assert inbox.count_of(sam) == 0
    assert AuditEvent.objects.filter(action="contributions.seen").count() == 1


def test_amara_takes_back_what_is_hers_and_it_stays_struck_through(amara, freya):
    (pressure,) = measure(amara, taken("blood_pressure", "185", "95"))
    symptom, photo = feel(amara), photo_of(amara)
    (nurses,) = record_measurements(patient=amara.patient_id, taken=[taken("weight", "61")], by=freya, **NOW)
    for type, row in (("Observation", pressure), ("Observation", symptom), ("DocumentReference", photo)):
        for _ in range(2):
            adding.take_back(type=type, entry=row.uid, patient=amara.patient_id, by=amara, now=LATER)
    with pytest.raises(adding.NotTheirs):
        adding.take_back(type="Observation", entry=nurses.uid, patient=amara.patient_id, by=amara, now=LATER)

    shown = own.own_of(amara.patient_id, date(1991, 3, 12), LATER)
    assert [each.entry.in_error for each in shown.added] == [True, True, True]
    assert shown.alarms(LATER) == []
    assert record.content_of(Observation.objects.get(uid=nurses.uid))["status"] == "final"
    assert Observation.objects.get(uid=symptom.uid).version == 2


def test_a_proxy_adds_by_scope_and_as_long_as_the_right_lasts(amara, system, tomasz):
    proxy, chidi = acting_for(amara, ["record"], system)
    (row,) = measure(amara, taken("weight", "61.5"), by=chidi)
    assert record.content_of(row)["performer"][0]["display"] == "Chidi Okonjo"
    proxies.revoke(proxy=proxy, by=system, now=LATER)

    for act in (measure, feel, photo_of):
        more = (taken("weight", "60"),) if act is measure else ()
        for person in (chidi, tomasz):
            with pytest.raises(NotAllowed):
                act(amara, *more, by=person)
    assert (Observation.objects.count(), DocumentReference.objects.count()) == (1, 0)


def test_a_proxy_who_may_only_book_or_visit_adds_nothing_to_the_record(amara, system):
    _proxy, chidi = acting_for(amara, ["book", "visit"], system)
    with pytest.raises(NotAllowed):
        feel(amara, by=chidi)

    assert Observation.objects.count() == 0


def test_the_chart_shows_it_apart_and_marked(amara, freya):
    record_measurements(patient=amara.patient_id, taken=[taken("heart_rate", "70")], by=freya, **NOW)
    measure(amara, taken("blood_pressure", "135", "82"))
    feel(amara)

    shown = timeline_panel(amara.patient_id)
    assert {(line.kind, line.who) for line in shown["found"].lines} == {
        ("vitals", "Freya Lindqvist"),
        ("patient", "Amara Okonjo"),
    }
    assert {each["name"]: each["count"] for each in shown["kinds"]} == {"vitals": 1, "patient": 2}
    latest = {row["kind"].name: row["one"].by_patient for row in latest_rows(amara.patient_id, None)}
    assert latest == {"blood_pressure": True, "heart_rate": False}
