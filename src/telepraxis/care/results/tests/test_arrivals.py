"""Whatever may be a result comes to the inbox, whoever wrote it: once, with an owner and a deadline."""

from datetime import timedelta
from uuid import uuid4

import pytest

from telepraxis.base import audit, record
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.record import keepers
from telepraxis.care.encounters import visits
from telepraxis.care.measurements.taking import Taken, record_measurements
from tests.people import MONDAY_8AM

from ..arriving import take_in
from ..models import Arrival, Deed, Item, Part, Urgency
from .scene import arrived, keep, later, order, report, taken_in, value, who, whom


def test_a_critical_value_is_its_orderers_within_the_hour_and_a_mail_says_nothing_of_it(amara, ines, sam, system):
    asked = keep(system, order(amara, ines))
    item = arrived(
        system, value(amara, number="6.8", flag="HH", basedOn=[{"reference": f"ServiceRequest/{asked.logical_id}"}])
    )

    assert (item.owner_id, item.urgency, item.due_at) == (ines.practitioner_id, Urgency.CRITICAL, later(hours=1))
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == ("ines@quayside.test", "Something waits for you now at Quayside Practice")
    assert AuditEvent.objects.filter(action="results.arrived", patient_id=amara.patient_id).count() == 1
    assert (Arrival.objects.count(), take_in(now=MONDAY_8AM)) == (0, 0)


@pytest.mark.parametrize(
    ("said", "urgency", "due"),
    [
        ({"number": "4.2"}, Urgency.NORMAL, {"days": 7}),
        ({"number": "5.6"}, Urgency.ABNORMAL, {"days": 2}),
        ({"number": "5.6", "flag": "N"}, Urgency.NORMAL, {"days": 7}),
        ({"number": "4.2", "flag": "LL"}, Urgency.CRITICAL, {"hours": 1}),
        ({"number": "4.2", "low": ""}, Urgency.UNRATED, {"days": 2}),
    ],
)
def test_how_urgent_it_is_follows_who_sent_it_then_the_range(amara, system, said, urgency, due):
    item = arrived(system, value(amara, **said))

    assert (item.urgency, item.due_at, item.owner_id) == (urgency, later(**due), None)


def test_a_report_is_one_item_with_its_values_whatever_came_first(amara, system):
    high = keep(system, value(amara, number="5.9"))
    assert [item.type for item in taken_in()] == ["Observation"]
    usual = keep(system, value(amara, "Sodium", "2951-2", "140", low="135", high="145"))
    keep(system, report(amara, high, usual))
    whole, lone = sorted(taken_in(), key=lambda item: item.type)

    assert (whole.type, whole.urgency, whole.is_open) == ("DiagnosticReport", Urgency.ABNORMAL, True)
    assert (lone.part_of_id, lone.is_open) == (whole.id, False)
    assert set(Part.objects.values_list("logical_id", flat=True)) == {high.logical_id, usual.logical_id}


def test_who_answers_is_the_visits_clinician_or_who_recorded_it_or_who_last_saw_them(amara, ines, sam, system):
    typed = arrived(system, value(amara, performer=[who(sam)]))
    visit = visits.open_visit(
        patient=amara.patient_id, practitioner=ines.practitioner_id, modality="in_person", planned_at=MONDAY_8AM,
        by=ines, now=MONDAY_8AM,
    )  # fmt: skip
    seen = visits.admit(visit=visit, by=ines, now=MONDAY_8AM)
    there = {"reference": f"Encounter/{record.content_of(seen.encounter)['id']}"}
    in_visit = arrived(system, report(amara, title="ECG", encounter=there))
    of_nobody = arrived(system, report(amara, title="From elsewhere"))

    assert (typed.owner_id, in_visit.owner_id, of_nobody.owner_id) == (
        sam.practitioner_id, ines.practitioner_id, ines.practitioner_id,
    )  # fmt: skip


def test_by_api_or_import_it_comes_through_the_keepers_and_is_noted_all_the_same(amara, system):
    row = keepers.keeper_of("DiagnosticReport").keep(
        report(amara) | {"id": "lab-77"}, if_version=None, by=system, now=MONDAY_8AM
    )
    many = [value(amara, code=str(number)) | {"id": f"v{number}"} for number in range(30)]
    keepers.keeper_of("Observation").keep_many(many, by=system, now=MONDAY_8AM)

    assert Arrival.objects.count() == 31
    assert len(taken_in()) == 31 and Item.objects.get(logical_id="lab-77").document == row.uid


def test_typed_by_a_clinician_it_comes_and_measured_at_home_it_does_not(amara, ines):
    from decimal import Decimal

    glucose = [Taken(kind="glucose", values=(Decimal("7.9"),))]
    record_measurements(patient=amara.patient_id, taken=glucose, by=ines, now=MONDAY_8AM)
    record_measurements(patient=amara.patient_id, taken=glucose, by=amara, now=MONDAY_8AM)
    record_measurements(
        patient=amara.patient_id, taken=[Taken(kind="weight", values=(Decimal("61"),))], by=ines, now=MONDAY_8AM
    )

    (item,) = taken_in()
    assert item.owner_id == ines.practitioner_id


def test_what_is_old_when_it_arrives_is_filed_and_says_so(amara, system):
    keep(system, report(amara, title="Old", at=MONDAY_8AM - timedelta(days=31), status="final"))
    keep(system, _undated(amara))
    old, undated = sorted(taken_in(), key=lambda item: item.is_open)

    assert (old.filed_at, old.is_open, undated.is_open) == (MONDAY_8AM, False, True)
    assert list(old.deeds.values_list("what", flat=True)) == [Deed.What.FILED]


def _undated(patient) -> dict:
    found = report(patient, title="Undated")
    del found["effectiveDateTime"]
    return found


def test_a_corrected_report_is_on_the_list_again_and_another_label_is_no_news(amara, ines, system):
    from .. import deciding
    from ..deciding import Telling

    row = keep(system, report(amara, conclusion="No growth") | {"id": "culture"})
    (item,) = taken_in()
    told = Telling(how="phone", words="Nothing was found.", understood=True)
    item = deciding.decide(item=item, version=item.version, text="Fine", telling=told, by=ines, now=later(hours=2))
    assert item.closed_at == later(hours=2)

    labelled = report(amara, conclusion="No growth") | {"id": "culture", "meta": {"tag": [{"code": "x"}]}}
    keep(system, labelled, later(hours=3))
    taken_in(later(hours=3))
    assert Item.objects.get().closed_at == later(hours=2)
    keep(system, report(amara, conclusion="Growth of E. coli", status="corrected") | {"id": "culture"}, later(days=1))
    taken_in(later(days=1))

    item = Item.objects.get()
    assert (item.closed_at, item.decided_at, item.told_at, item.told_version) == (None, None, None, row.version)
    assert (item.corrected_at, item.due_at) == (later(days=1), later(days=3))
    assert Deed.What.CORRECTED in item.deeds.values_list("what", flat=True)


def test_what_was_entered_in_error_or_deleted_still_asks_for_a_nod(amara, ines, system):
    from .. import deciding

    keep(system, report(amara) | {"id": "wrong"})
    keep(system, report(amara, title="Gone") | {"id": "gone"})
    taken_in()
    keep(system, report(amara, status="entered-in-error") | {"id": "wrong"}, later(hours=1))
    record.remove("DiagnosticReport", "gone", by=system, now=later(hours=1))
    audit.wrote(system, "fhir.deleted", patient=amara.patient_id)
    gone, wrong = sorted(taken_in(later(hours=1)), key=lambda item: item.logical_id)

    assert [each.withdrawn_at for each in (wrong, gone)] == [later(hours=1)] * 2
    assert [each.is_open for each in (wrong, gone)] == [True, True]
    done = deciding.decide(item=wrong, version=wrong.version, text="Seen", by=ines, now=later(hours=2))
    assert done.closed_at == later(hours=2)


def test_values_taken_over_from_any_paper_hang_on_that_paper(amara, system):
    paper = keep(system, {
        "resourceType": "DocumentReference", "status": "current", "subject": whom(amara), "description": "Letter",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11488-4"}]}, "date": MONDAY_8AM.isoformat(),
        "content": [{"attachment": {"title": "Letter", "contentType": "application/pdf"}}],
    })  # fmt: skip
    assert taken_in() == []
    source = [{"reference": f"DocumentReference/{paper.logical_id}"}]
    keep(system, value(amara, number="6.0", derivedFrom=source))
    keep(system, value(amara, "Sodium", "2951-2", "140", low="135", high="145", derivedFrom=source))

    (item,) = taken_in()
    assert (item.type, item.urgency, item.parts.count()) == ("DocumentReference", Urgency.ABNORMAL, 2)


def test_what_nobody_can_make_sense_of_and_what_names_no_patient_is_on_the_list_too(system, quayside):
    keep(
        system,
        {
            "resourceType": "DiagnosticReport",
            "status": "final",
            "code": {"text": "Whose?"},
            "result": [{"reference": f"Observation/{uuid4()}"}],
        },
    )

    (item,) = taken_in()
    assert (item.patient_id, item.owner_id, item.urgency) == (None, None, Urgency.UNRATED)


def test_another_practice_sees_none_of_it(amara, system, hillcrest):
    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.scope import _set

    arrived(system, value(amara))
    with tenancy.serving(system.organization_id):
        _set({"app.organization": str(hillcrest.id)})
        assert (Item.objects.count(), Deed.objects.count(), Part.objects.count()) == (0, 0, 0)
        _set({"app.organization": str(system.organization_id)})
    assert Item.objects.count() == 1
