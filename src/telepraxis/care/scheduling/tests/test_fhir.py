"""Every appointment has its FHIR document; what comes in from outside books, moves and cancels by the same verbs."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.record import computed, keepers
from telepraxis.base.record.models import Patient, Practitioner, Resource
from telepraxis.care.scheduling import attendance, booking, documenting, hours, offering
from telepraxis.care.scheduling.importing import FormerAppointment, import_appointments
from telepraxis.care.scheduling.models import Appointment, Claim
from tests.fhir import faults
from tests.guarded import is_kept_plainly
from tests.people import MONDAY_8AM

from .conftest import at, time_with

KEEPER = keepers.keeper_of("Appointment")


def document_of(row: Appointment) -> dict:
    return record.content_of(record.read("Appointment", str(row.id)))


def said(row: Appointment) -> dict:
    """Return the document without what differs in every run."""
    doc = document_of(row)
    return {key: value for key, value in doc.items() if key not in ("id", "meta", "participant", "serviceType")}


def test_a_booking_is_a_fhir_appointment(book, amara, ines, visit):
    row = book()

    doc = document_of(row)
    assert faults(doc) == []
    amara_id = Patient.objects.get(uid=amara.patient_id).logical_id
    ines_id = Practitioner.objects.get(uid=ines.practitioner_id).logical_id
    assert doc["participant"] == [
        {
            "actor": {"reference": f"Patient/{amara_id}", "display": "Amara Okonjo"},
            "required": "required",
            "status": "accepted",
        },
        {
            "actor": {"reference": f"Practitioner/{ines_id}", "display": "Dr Inês Carvalho"},
            "required": "required",
            "status": "accepted",
        },
    ]
    assert doc["serviceType"][0]["coding"][0]["code"] == str(visit.id)
    assert said(row) == {
        "resourceType": "Appointment",
        "appointmentType": {
            "coding": [
                {"system": "http://terminology.hl7.org/CodeSystem/v2-0276", "code": "ROUTINE", "display": "Routine"}
            ]
        },
        "created": "2026-11-23T08:00:00+00:00",
        "reasonCode": [{"text": "A rash"}],
        "status": "booked",
        "start": "2026-11-25T09:00:00+00:00",
        "end": "2026-11-25T09:20:00+00:00",
        "minutesDuration": 20,
        "extension": [
            {"url": "urn:telepraxis:modality", "valueCode": "video"},
            {"url": "urn:telepraxis:patient-jurisdiction", "valueString": "PT"},
        ],
    }
    assert Resource.objects.get(type="Appointment").patient_id == amara.patient_id


def test_each_change_is_a_version(book, ines, rui, amara):
    row = book()
    booking.move_appointment(appointment=row, time=time_with(ines, at(10)), by=rui, now=MONDAY_8AM)
    attendance.check_in(appointment=row, by=rui, now=at(9, 55))
    attendance.undo_check_in(appointment=row, by=rui, now=at(9, 56))
    attendance.mark_no_show(appointment=row, by=rui, now=at(10, 30))
    attendance.undo_no_show(appointment=row, by=rui, now=at(10, 31))
    booking.cancel_appointment(appointment=row, why="Moved house", by=rui, now=at(10, 32))

    told = [(doc["status"], doc["start"][11:16]) for doc in map(record.content_of, history(row))]
    assert told == [
        ("cancelled", "10:00"), ("booked", "10:00"), ("noshow", "10:00"), ("booked", "10:00"), ("arrived", "10:00"),
        ("booked", "10:00"), ("booked", "09:00"),
    ]  # fmt: skip
    assert document_of(row)["cancelationReason"] == {"text": "Moved house"}


def history(row: Appointment):
    return record.history("Appointment", str(row.id))


def test_a_walk_in_and_a_visit_are_told(visit, amara, ines, rui):
    row = attendance.walk_in(
        patient=amara.patient_id, practitioner=ines.practitioner_id, service=visit, by=rui, now=at(9, 3)
    )
    attendance.visit_began(appointment=row, by=ines, now=at(9, 5))

    assert [record.content_of(version)["status"] for version in history(row)] == ["fulfilled", "arrived"]
    assert document_of(row)["appointmentType"]["coding"][0]["code"] == "WALKIN"


def wanted(visit, amara, ines, **changes) -> dict:
    """An Appointment as another system asks for it."""
    return {
        "resourceType": "Appointment",
        "status": "booked",
        "priority": 5,
        "comment": "Ring twice",
        "serviceType": [{"text": "visit"}],
        "extension": [{"url": "urn:their:colour", "valueString": "blue"}],
        "start": "2026-11-25T09:20:00Z",
        "end": "2026-11-25T09:40:00Z",
        "participant": [
            {"type": [{"text": "attender"}], "actor": ref(ines), "status": "accepted", "required": "optional"},
            {"actor": ref(amara), "status": "needs-action"},
            {"actor": {"display": "Room 3"}, "status": "accepted"},
        ],
    } | changes


def ref(person) -> dict:
    if person.practitioner_id:
        return {"reference": f"Practitioner/{Practitioner.objects.get(uid=person.practitioner_id).logical_id}"}
    return {"reference": f"Patient/{Patient.objects.get(uid=person.patient_id).logical_id}"}


def keep(doc: dict, by, *, if_version=None, now=MONDAY_8AM):
    return KEEPER.keep(doc, if_version=if_version, by=by, now=now)


def test_another_system_books_and_reads_back_what_it_said(visit, amara, ines, rui):
    doc = wanted(visit, amara, ines)

    stored = keep(doc, rui)

    row = Appointment.objects.get()
    assert (row.starts_at, row.patient_id, row.practitioner_id, row.service_id, row.modality, row.status) == (
        at(9, 20), amara.patient_id, ines.practitioner_id, visit.id, "video", "booked",
    )  # fmt: skip
    assert row.booked_by_name == "Rui Tavares"
    assert Claim.objects.filter(appointment=row).count() == 2
    kept = record.content_of(stored)
    assert {key: kept[key] for key in doc if key != "extension"} == {key: doc[key] for key in doc if key != "extension"}
    assert kept["extension"][0] == {"url": "urn:their:colour", "valueString": "blue"}
    assert (stored.version, kept["minutesDuration"]) == (1, 20)
    assert AuditEvent.objects.filter(action="scheduling.booked").count() == 1


def test_it_moves_checks_in_and_cancels_by_the_verbs(visit, amara, ines, rui):
    doc = record.content_of(keep(wanted(visit, amara, ines), rui))

    moved = keep(doc | {"start": "2026-11-25T10:00:00Z", "end": "2026-11-25T10:20:00Z"}, rui, if_version=1)
    doc = record.content_of(moved)
    arrived = keep(doc | {"status": "checked-in"}, rui, now=at(9, 50))
    back = keep(record.content_of(arrived) | {"status": "booked"}, rui, now=at(9, 51))
    gone = keep(record.content_of(back) | {"status": "cancelled", "cancelationReason": {"text": "Better"}}, rui)

    row = Appointment.objects.get()
    assert (row.starts_at, row.status, row.cancelled_why, row.sequence) == (at(10), "cancelled", "Better", 2)
    assert [each.version for each in (moved, arrived, back, gone)] == [2, 3, 4, 5]
    assert record.content_of(arrived)["status"] == "checked-in"
    assert record.content_of(gone)["comment"] == "Ring twice"
    actions = AuditEvent.objects.filter(action__startswith="scheduling.", patient_id=amara.patient_id)
    assert list(actions.order_by("at", "id").values_list("action", flat=True)) == [
        "scheduling.booked", "scheduling.moved", "scheduling.checked_in", "scheduling.check_in_undone",
        "scheduling.cancelled",
    ]  # fmt: skip


def test_a_remark_alone_is_kept_and_changes_nothing_else(visit, amara, ines, rui):
    doc = record.content_of(keep(wanted(visit, amara, ines), rui))
    before = Appointment.objects.values().get()

    stored = keep(doc | {"comment": "Ring once"}, rui)
    again = keep(record.content_of(stored), rui)

    assert Appointment.objects.values().get() == before
    assert (record.content_of(stored)["comment"], stored.version, again.version) == ("Ring once", 2, 2)
    assert AuditEvent.objects.filter(action="fhir.changed").count() == 1


REFUSED = {
    "nobody's free time": ({"start": "2026-11-25T13:00:00Z", "end": "2026-11-25T13:20:00Z"}, 409, "not free"),
    "another length": ({"end": "2026-11-25T10:20:00Z"}, 422, "Visit takes 20 minutes."),
    "no begin": ({"start": None}, 422, "Say when it begins."),
    "no such service": ({"serviceType": [{"text": "Surgery"}]}, 422, "Say in serviceType which of these it is: Visit."),
    "over already": ({"status": "fulfilled"}, 422, "An appointment with a colleague here begins as booked."),
    "an id that is none of ours": ({"id": "mine"}, 422, "gets its id from us"),
    "by post": (
        {"extension": [{"url": "urn:telepraxis:modality", "valueCode": "post"}]}, 422,
        "Visit is offered as: video, in_person.",
    ),
    "where nobody is licensed": (
        {"extension": [{"url": "urn:telepraxis:patient-jurisdiction", "valueString": "US-CA"}]}, 422,
        "The practitioner may not treat a patient who is there on that day.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_honoured_is_refused_whole(kind, visit, amara, ines, rui):
    change, status, says = REFUSED[kind]

    with pytest.raises(Refused, match=says) as refused:
        keep({k: v for k, v in wanted(visit, amara, ines, **change).items() if v is not None}, rui)

    assert refused.value.status == status
    assert Appointment.objects.count() == Claim.objects.count() == 0
    assert not record.of_type("Appointment").exists()


def test_the_time_of_another_is_refused_with_times_near_it(book, visit, amara, tomasz, ines, rui):
    book(at(9, 20), patient=tomasz)

    with pytest.raises(Refused) as refused:
        keep(wanted(visit, amara, ines), rui)

    assert (refused.value.status, refused.value.issues[0].code) == (409, "conflict")
    assert "Free near it: 2026-11-25T09:00:00+00:00, " in str(refused.value)
    assert Appointment.objects.get().patient_id == tomasz.patient_id


def test_a_change_that_fails_half_way_is_not_done(book, visit, amara, tomasz, ines, rui):
    doc = record.content_of(keep(wanted(visit, amara, ines), rui))
    book(at(10), patient=tomasz)
    change = {"start": "2026-11-25T10:00:00Z", "end": "2026-11-25T10:20:00Z", "comment": "Later", "status": "arrived"}

    with pytest.raises(Refused, match="not free"):
        keep(doc | change, rui)
    with pytest.raises(Refused, match="The visit says when an appointment is fulfilled."):
        keep(doc | {"start": "2026-11-25T11:00:00Z", "end": "2026-11-25T11:20:00Z", "status": "fulfilled"}, rui)
    with pytest.raises(Refused, match="An appointment stays the same patient's"):
        keep(doc | {"participant": [{"actor": ref(ines)}, {"actor": ref(tomasz)}]}, rui)
    with pytest.raises(record.VersionConflict):
        keep(doc | {"comment": "x"}, rui, if_version=7)

    row = Appointment.objects.get(patient_id=amara.patient_id)
    assert (row.starts_at, row.status) == (at(9, 20), "booked")
    assert document_of(row)["comment"] == "Ring twice"


def test_a_patient_books_for_nobody_else(visit, amara, tomasz, ines):
    with pytest.raises(NotAllowed):
        keep(wanted(visit, amara, ines), tomasz)

    assert keep(wanted(visit, amara, ines), amara).version == 1


def test_an_appointment_of_ours_is_not_deleted(book, rui):
    row = book()

    with pytest.raises(Refused, match="set its status to cancelled instead"):
        KEEPER.remove(str(row.id), if_version=None, by=rui, now=MONDAY_8AM)

    assert document_of(row)["status"] == "booked"


def test_an_appointment_elsewhere_is_a_document_like_any_other(amara, ines, system):
    doc = {
        "resourceType": "Appointment",
        "id": "2docs",
        "status": "fulfilled",
        "start": "2013-12-09T09:00:00Z",
        "end": "2013-12-09T11:00:00Z",
        "participant": [
            {"actor": ref(amara), "status": "accepted"},
            {"actor": {"reference": "Practitioner/f001"}, "status": "accepted"},
        ],
    }
    is_kept_plainly(doc, by=ines)

    assert Appointment.objects.count() == 0


def test_many_at_once_keep_their_order(visit, amara, tomasz, ines, rui):
    ours = wanted(visit, amara, ines)
    theirs = {"resourceType": "Appointment", "id": "e1", "status": "booked", "participant": [{"status": "accepted"}]}
    tomaszs = wanted(visit, tomasz, ines, start="2026-11-25T10:00:00Z", end="2026-11-25T10:20:00Z")

    kept = KEEPER.keep_many([ours, theirs, tomaszs], by=rui, now=MONDAY_8AM)

    assert [row.patient_id for row in kept] == [amara.patient_id, None, tomasz.patient_id]
    assert Appointment.objects.count() == 2


def test_appointments_from_before_get_their_documents(visit, amara, ines, system):
    former = [
        FormerAppointment(
            patient=amara.patient_id, practitioner=ines.practitioner_id, service=visit, modality="video",
            starts_at=at(9) + timedelta(days=day), booked_at=MONDAY_8AM,
        )
        for day in range(3)
    ]  # fmt: skip
    import_appointments(former=former, by=system, now=MONDAY_8AM)
    assert record.of_type("Appointment").count() == 3
    Appointment.objects.bulk_create(
        Appointment(
            organization_id=system.organization_id, patient_id=amara.patient_id, practitioner_id=ines.practitioner_id,
            service=visit, modality="video", starts_at=at(hour, day=date(2020, 1, 6)),
            ends_at=at(hour, 20, day=date(2020, 1, 6)), currency="EUR", idempotency_key=uuid4(), booked_at=MONDAY_8AM,
        )
        for hour in (9, 10, 11)
    )  # fmt: skip

    assert [documenting.catch_up(limit=2, by=system, now=MONDAY_8AM) for _ in range(3)] == [2, 1, 0]

    assert record.of_type("Appointment").count() == 6


# Hours and free time


def test_a_colleague_with_hours_has_a_schedule(visit, ines, system):
    doc = record.content_of(record.read("Schedule", str(ines.practitioner_id)))
    assert faults(doc) == []
    assert (doc["active"], doc["actor"], doc["serviceType"][0]["text"]) == (
        True, [ref(ines) | {"display": "Dr Inês Carvalho"}], "Visit",
    )  # fmt: skip
    offering.retire_service(service=visit, by=system, now=MONDAY_8AM)
    hours.set_week(practitioner=ines.practitioner_id, rules=[], by=system, now=MONDAY_8AM)

    doc = record.content_of(record.read("Schedule", str(ines.practitioner_id)))
    assert (doc["active"], "serviceType" in doc) == (False, False)


def test_free_time_is_computed(book, visit, ines, freya):
    row = book(at(9, 20))
    asked = [
        ("schedule", f"Schedule/{ines.practitioner_id}"), ("start", "ge2026-11-25T09:00:00Z"),
        ("start", "lt2026-11-25T10:00:00Z"),
    ]  # fmt: skip
    source = computed.source_of("Slot")

    free = source.search([*asked, ("status", "free")], now=MONDAY_8AM)
    every = source.search(asked, now=MONDAY_8AM)

    assert [(slot["start"], slot["status"]) for slot in free] == [
        ("2026-11-25T09:00:00Z", "free"), ("2026-11-25T09:40:00Z", "free"),
    ]  # fmt: skip
    assert [(slot["start"], slot["status"]) for slot in every] == [
        ("2026-11-25T09:00:00Z", "free"), ("2026-11-25T09:20:00Z", "busy"), ("2026-11-25T09:40:00Z", "free"),
    ]  # fmt: skip
    assert [faults(slot) for slot in every] == [[], [], []]
    assert all(source.read(slot["id"], now=MONDAY_8AM) == slot for slot in every)
    assert str(row.patient_id) not in str(every)
    assert source.search([("start", "2026-11-25"), ("service-type", str(uuid4()))], now=MONDAY_8AM) == []
    assert len(source.search([("start", "2026-11-25"), ("service-type", str(visit.id))], now=MONDAY_8AM)) == 17


def test_a_slot_books_its_service_and_is_gone(visit, amara, ines, rui):
    source = computed.source_of("Slot")
    slot = source.search([("schedule", str(ines.practitioner_id)), ("start", "2026-11-25")], now=MONDAY_8AM)[0]
    doc = wanted(visit, amara, ines, start=slot["start"], end=slot["end"], slot=[{"reference": f"Slot/{slot['id']}"}])

    kept = keep({key: value for key, value in doc.items() if key != "serviceType"}, rui)

    assert record.content_of(kept)["slot"] == doc["slot"]
    assert source.read(slot["id"], now=MONDAY_8AM) is None


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ([("start", "tomorrow")], "no date or moment"),
        ([("start", "ap2026-11-25")], "Ask for free time with"),
        ([("start", "ge2026-11-25"), ("start", "lt2027-11-25")], "at most 62 days"),
        ([("identifier", "x")], "by schedule, start, status"),
        ([("start", "ge9999-12-31")], "no date or moment"),
    ],
)
def test_a_question_that_slots_do_not_know_is_refused(visit, asked, says):
    with pytest.raises(Refused, match=says) as refused:
        computed.source_of("Slot").search(asked, now=MONDAY_8AM)
    assert refused.value.status == 400


def test_hours_and_free_time_are_not_written_from_outside(visit, ines, rui):
    schedule = record.read("Schedule", str(ines.practitioner_id))
    keeper = keepers.keeper_of("Schedule")
    with pytest.raises(Refused, match="Hours are set under Practice, Hours"):
        keeper.keep(record.content_of(schedule) | {"active": False}, if_version=None, by=rui, now=MONDAY_8AM)
    with pytest.raises(Refused, match="would pass for one that is made here"):
        keeper.keep({"resourceType": "Schedule", "actor": [ref(ines)]}, if_version=None, by=rui, now=MONDAY_8AM)
    slot = {"resourceType": "Slot", "schedule": {"reference": f"Schedule/{ines.practitioner_id}"}, "status": "free"}
    with pytest.raises(Refused, match="Free time is computed"):
        keepers.keeper_of("Slot").keep(slot, if_version=None, by=rui, now=MONDAY_8AM)

    is_kept_plainly({"resourceType": "Schedule", "id": "e", "actor": [{"reference": "Location/1"}]}, by=rui)
    is_kept_plainly({"resourceType": "Slot", "id": "e", "schedule": {"reference": "Schedule/e"}}, by=rui)
