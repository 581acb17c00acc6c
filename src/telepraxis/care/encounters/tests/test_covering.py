"""A colleague covers: the visit, its Encounter and its screens follow; nobody else takes it."""

from datetime import timedelta

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.base.record.models import Encounter

from .. import covering, presences, visits
from ..models import Handover, Presence, Visit
from .people import TEN_FORTY, booked

MINUTE = timedelta(minutes=1)


def take(visit, by, why="Dr Carvalho was called away", after=5):
    return covering.take_over(visit=visit, why=why, by=by, now=TEN_FORTY + after * MINUTE)


def treating(visit) -> list[tuple]:
    """Who treated by the Encounter: name, from, until; in minutes after the beginning."""
    document = record.content_of(Encounter.objects.get(uid=visit.encounter_id))
    return [
        (
            entry["individual"]["display"],
            *(entry["period"].get(edge, "")[11:16] for edge in ("start", "end")),
        )
        for entry in document["participant"]
        if entry["type"][0]["coding"][0]["code"] == "PPRF"
    ]


def test_before_the_visit_it_is_simply_the_colleagues(room_visit, sam, ines):
    take(room_visit, sam)
    visits.admit(visit=room_visit, by=sam, now=TEN_FORTY + 6 * MINUTE)

    visit = Visit.objects.get()
    assert visit.practitioner_id == sam.practitioner_id
    assert treating(visit) == [("Dr Sam Adeyemi", "10:46", "")]


def test_in_the_middle_both_stand_in_the_encounter_with_their_time(room_visit, sam, ines):
    visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    take(room_visit, sam, after=7)
    visits.finish(visit=room_visit, by=sam, now=TEN_FORTY + 15 * MINUTE)

    visit = Visit.objects.get()
    assert treating(visit) == [("Dr Sam Adeyemi", "10:47", "10:55"), ("Dr Inês Carvalho", "10:40", "10:47")]
    assert visit.encounter.practitioner_id == sam.practitioner_id
    assert Visit.objects.count() == Encounter.objects.count() == 1


def test_whoever_is_there_changes_places(phone_visit, sam, ines):
    presences.start_talking(visit=phone_visit, by=ines, now=TEN_FORTY)
    colleague = presences.participant_of(sam, phone_visit)
    presences.joined(visit=phone_visit, participant=colleague, by=sam, now=TEN_FORTY)
    take(phone_visit, sam)

    roles = dict(Presence.objects.filter(left_at=None).values_list("name", "role"))
    assert roles == {"Amara Okonjo": "patient", "Dr Sam Adeyemi": "clinician", "Dr Inês Carvalho": "colleague"}


def test_a_physician_covers_a_nurse_covers_only_nurses(room_visit, amara_record, ines, sam, freya, rui, amara, system):
    for somebody in (ines, freya, rui, amara):
        with pytest.raises(NotAllowed):
            take(room_visit, somebody)
    nurses = visits.open_visit(
        patient=amara_record.uid,
        practitioner=freya.practitioner_id,
        modality="phone",
        planned_at=TEN_FORTY,
        by=rui,
        now=TEN_FORTY,
    )
    take(nurses, sam)

    assert Handover.objects.count() == 1
    assert Visit.objects.get(id=room_visit.id).practitioner_id == ines.practitioner_id


@pytest.mark.parametrize("why", ["", "  \n"])
def test_refuses_without_a_reason(why, room_visit, sam, ines):
    with pytest.raises(covering.ReasonMissing):
        take(room_visit, sam, why)

    assert Handover.objects.count() == 0
    assert Visit.objects.get().practitioner_id == ines.practitioner_id


def test_what_is_over_is_not_taken_over(room_visit, sam, ines):
    visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    visits.finish(visit=room_visit, by=ines, now=TEN_FORTY)
    with pytest.raises(visits.VisitIsOver):
        take(room_visit, sam)

    assert Handover.objects.count() == 0


def test_it_is_audited_with_the_reason_and_told(room_visit, sam):
    take(room_visit, sam)

    [event] = AuditEvent.objects.filter(action="visit.taken_over")
    assert (event.patient_id, event.actor_name, event.reason) == (
        room_visit.patient_id,
        "Dr Sam Adeyemi",
        "Dr Carvalho was called away",
    )
    assert ToldFact.objects.filter(kind__endswith="VisitTakenOver").count() == 1


def test_the_appointment_does_not_take_it_back(appointment, sam, ines):
    visit = visits.visit_for(appointment=appointment, now=TEN_FORTY)
    take(visit, sam)

    assert visits.visit_for(appointment=appointment, now=TEN_FORTY).practitioner_id == sam.practitioner_id


def test_moved_to_a_third_it_follows_the_appointment(appointment, amara_record, ines_record, sam, freya):
    visit = visits.visit_for(appointment=appointment, now=TEN_FORTY)
    take(visit, sam)
    appointment.practitioner_id = freya.practitioner_id

    followed = visits.follow(visit=visit, appointment=appointment, by=sam)
    assert followed.practitioner_id == freya.practitioner_id
    assert booked is not None
