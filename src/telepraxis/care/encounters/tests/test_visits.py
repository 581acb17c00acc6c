"""The way of a visit: open, waiting, admitted, finished; and what is refused."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.base.record.models import Encounter

from .. import correction, visits
from ..models import Visit
from .people import TEN_FORTY

MINUTE = timedelta(minutes=1)


def seated(visit, amara):
    return visits.patient_ready(visit=visit, by=amara, now=TEN_FORTY - 4 * MINUTE)


def told() -> list[str]:
    ours = ToldFact.objects.filter(kind__startswith="care.encounters").order_by("id")
    return [kind.rsplit(".", 1)[1] for kind in ours.values_list("kind", flat=True)]


def test_amara_waits_is_admitted_and_the_visit_ends(video_visit, amara, ines):
    waiting = seated(video_visit, amara)
    begun = visits.admit(visit=video_visit, by=ines, now=TEN_FORTY)
    ended = visits.finish(visit=video_visit, by=ines, now=TEN_FORTY + 17 * MINUTE)

    assert (waiting.status, begun.status, ended.status) == ("ready", "in_progress", "finished")
    assert (ended.wait(TEN_FORTY), ended.length(TEN_FORTY)) == (4 * MINUTE, 17 * MINUTE)
    assert told() == ["PatientWaiting", "VisitAdmitted", "VisitFinished"]
    assert list(AuditEvent.objects.filter(entity_type="Visit").order_by("id").values_list("action", flat=True)) == [
        "visit.opened",
        "visit.patient_ready",
        "visit.admitted",
        "visit.finished",
    ]


def test_pressing_admit_twice_admits_once(video_visit, amara, ines):
    seated(video_visit, amara)
    visits.admit(visit=video_visit, by=ines, now=TEN_FORTY)
    again = visits.admit(visit=video_visit, by=ines, now=TEN_FORTY + MINUTE)

    assert again.admitted_at == TEN_FORTY
    assert told().count("VisitAdmitted") == 1
    assert Encounter.objects.get().version == 1


def test_nobody_admits_an_empty_waiting_room(video_visit, ines):
    with pytest.raises(visits.PatientNotReady):
        visits.admit(visit=video_visit, by=ines, now=TEN_FORTY)

    assert Visit.objects.get().status == "waiting"
    assert Encounter.objects.count() == 0


def test_a_patient_who_steps_out_keeps_their_place_in_time(video_visit, amara, ines):
    seated(video_visit, amara)
    away = visits.patient_stepped_away(visit=video_visit, by=amara, now=TEN_FORTY - 2 * MINUTE)
    back = visits.patient_ready(visit=video_visit, by=amara, now=TEN_FORTY - MINUTE)

    assert (away.status, back.status) == ("waiting", "ready")
    assert back.wait(TEN_FORTY) == 4 * MINUTE


def test_refuses_to_finish_what_has_not_begun(video_visit, amara, ines):
    seated(video_visit, amara)

    with pytest.raises(visits.VisitNotBegun):
        visits.finish(visit=video_visit, by=ines, now=TEN_FORTY)

    assert Visit.objects.get().status == "ready"


@pytest.mark.parametrize("verb", [visits.patient_ready, visits.admit])
def test_refuses_to_reopen_a_cancelled_visit(verb, video_visit, ines):
    visits.cancel(visit=video_visit, why="Booked by mistake", by=ines, now=TEN_FORTY)

    with pytest.raises(visits.VisitIsOver):
        verb(visit=video_visit, by=ines, now=TEN_FORTY)

    assert Visit.objects.get().status == "cancelled"


def test_refuses_to_cancel_a_visit_in_progress(room_visit, ines):
    visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)

    with pytest.raises(visits.VisitHasBegun):
        visits.cancel(visit=room_visit, why="", by=ines, now=TEN_FORTY)

    assert Visit.objects.get().status == "in_progress"


def test_only_clinicians_admit_and_only_her_own_patient_waits(video_visit, amara, tomasz, rui):
    with pytest.raises(NotAllowed):
        visits.patient_ready(visit=video_visit, by=tomasz, now=TEN_FORTY)
    seated(video_visit, amara)
    for somebody in (amara, rui):
        with pytest.raises(NotAllowed):
            visits.admit(visit=video_visit, by=somebody, now=TEN_FORTY)

    assert Visit.objects.get().status == "ready"


def test_the_encounter_tells_the_visit_and_a_correction_adds_a_version(video_visit, amara, ines):
    seated(video_visit, amara)
    visits.admit(visit=video_visit, by=ines, now=TEN_FORTY)
    visits.finish(visit=video_visit, by=ines, now=TEN_FORTY + 17 * MINUTE)
    correction.correct_times(
        visit=video_visit,
        admitted_at=TEN_FORTY,
        ended_at=TEN_FORTY + 15 * MINUTE,
        why="I forgot to press finish",
        by=ines,
        now=TEN_FORTY + 30 * MINUTE,
    )

    encounter = Encounter.objects.get()
    document = record.content_of(encounter)
    assert (encounter.version, encounter.status, encounter.class_code) == (3, "finished", "VR")
    assert (encounter.starts_at, encounter.ends_at) == (TEN_FORTY, TEN_FORTY + 15 * MINUTE)
    assert (encounter.patient_id, encounter.practitioner_id) == (video_visit.patient_id, ines.practitioner_id)
    assert [entry["status"] for entry in document["statusHistory"]] == ["arrived", "in-progress"]
    assert document["subject"]["display"] == "Amara Okonjo"
    assert document["participant"][0]["individual"]["display"] == "Dr Inês Carvalho"
    first = record.history("Encounter", encounter.logical_id)[-1]
    assert (first.version, '"in-progress"' in first.doc) == (1, True)


def test_refuses_times_that_make_no_sense(room_visit, ines):
    visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    visits.finish(visit=room_visit, by=ines, now=TEN_FORTY + 10 * MINUTE)

    for began, ended in [(TEN_FORTY, TEN_FORTY - MINUTE), (TEN_FORTY, TEN_FORTY + 90 * MINUTE)]:
        with pytest.raises(correction.TimesMakeNoSense):
            correction.correct_times(
                visit=room_visit, admitted_at=began, ended_at=ended, why="", by=ines, now=TEN_FORTY + 60 * MINUTE
            )

    assert Visit.objects.get().ended_at == TEN_FORTY + 10 * MINUTE
    assert Encounter.objects.get().version == 2


def test_the_database_refuses_a_status_without_its_time(video_visit):
    with pytest.raises(IntegrityError, match="visit_status_has_its_time"), transaction.atomic():
        Visit.objects.update(status="in_progress")


def test_a_visit_is_never_changed_without_an_audit_row(video_visit):
    with pytest.raises(DatabaseError, match="audit row"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.audited', '', true)")
        Visit.objects.update(planned_at=TEN_FORTY + MINUTE)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_columns_rebuilt_from_the_encounter_are_the_same(video_visit, amara, ines):
    seated(video_visit, amara)
    visits.admit(visit=video_visit, by=ines, now=TEN_FORTY)
    visits.finish(visit=video_visit, by=ines, now=TEN_FORTY + MINUTE)

    row = Encounter.objects.get()
    columns = record.projected_afresh(row)
    stored = {name: getattr(row, f"{name}_id" if name in ("patient", "practitioner") else name) for name in columns}
    assert stored == columns


def test_another_organization_sees_no_visit(video_visit, quayside, hillcrest):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(hillcrest.id)])
    assert Visit.objects.count() == 0

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(quayside.id)])
    assert Visit.objects.count() == 1
