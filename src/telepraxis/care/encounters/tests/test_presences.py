"""Who is in a visit, by which way, for how long."""

from datetime import timedelta

import pytest

from telepraxis.base.access import NotAllowed
from telepraxis.base.record.models import Encounter

from .. import presences, visits
from ..models import Presence, Visit
from .people import TEN_FORTY

MINUTE = timedelta(minutes=1)


def join(visit, actor, minute=0, connection="", modality=""):
    return presences.joined(
        visit=visit,
        participant=presences.participant_of(actor, visit),
        by=actor,
        now=TEN_FORTY + minute * MINUTE,
        connection=connection,
        modality=modality,
    )


def leave(visit, actor, minute, connection=""):
    presences.left(
        visit=visit,
        participant=presences.participant_of(actor, visit),
        by=actor,
        now=TEN_FORTY + minute * MINUTE,
        connection=connection,
    )


@pytest.fixture
def call(video_visit, amara, ines):
    visits.patient_ready(visit=video_visit, by=amara, now=TEN_FORTY)
    return visits.admit(visit=video_visit, by=ines, now=TEN_FORTY)


def test_only_minutes_together_count(call, amara, ines):
    join(call, ines, 0)
    join(call, amara, 2)
    leave(call, amara, 12)
    join(call, amara, 13)
    visits.finish(visit=call, by=ines, now=TEN_FORTY + 18 * MINUTE)

    assert presences.minutes_together(call, TEN_FORTY) == {"video": 15 * MINUTE}


def test_a_reload_is_one_presence_and_the_old_socket_takes_nobody_away(call, amara):
    join(call, amara, 0, connection="first")
    join(call, amara, 5, connection="second")
    leave(call, amara, 6, connection="first")

    assert [(p.joined_at, p.left_at, p.connection) for p in Presence.objects.all()] == [(TEN_FORTY, None, "second")]


def test_video_that_becomes_a_phone_call_stays_one_visit(call, amara, ines):
    join(call, ines, 0)
    join(call, amara, 0)
    presences.go_on_by(visit=call, modality="phone", by=ines, now=TEN_FORTY + 9 * MINUTE)
    presences.start_talking(visit=call, by=ines, now=TEN_FORTY + 10 * MINUTE)
    visits.finish(visit=call, by=ines, now=TEN_FORTY + 20 * MINUTE)

    assert presences.minutes_together(call, TEN_FORTY) == {"video": 9 * MINUTE, "phone": 10 * MINUTE}
    assert Visit.objects.count() == 1
    ways = [kind["coding"][0]["code"] for kind in _document()["type"]]
    assert ways == ["video", "phone"]


def test_nobody_is_on_the_phone_before_it_is_answered_nor_when_video_comes_back(call, amara, ines):
    join(call, ines, 0)
    join(call, amara, 0)
    presences.go_on_by(visit=call, modality="phone", by=ines, now=TEN_FORTY + 3 * MINUTE)
    assert Presence.objects.filter(left_at=None).count() == 0

    presences.start_talking(visit=call, by=ines, now=TEN_FORTY + 4 * MINUTE)
    presences.go_on_by(visit=call, modality="video", by=ines, now=TEN_FORTY + 6 * MINUTE)

    assert Presence.objects.filter(left_at=None).count() == 0
    assert presences.minutes_together(call, TEN_FORTY) == {"video": 3 * MINUTE, "phone": 2 * MINUTE}


def _document() -> dict:
    from telepraxis.base import record

    return record.content_of(Encounter.objects.get())


def test_minutes_on_the_phone_are_started_and_stopped_by_hand(phone_visit, ines):
    presences.start_talking(visit=phone_visit, by=ines, now=TEN_FORTY)
    presences.stop_talking(visit=phone_visit, by=ines, now=TEN_FORTY + 3 * MINUTE)
    presences.start_talking(visit=phone_visit, by=ines, now=TEN_FORTY + 5 * MINUTE)
    visits.finish(visit=phone_visit, by=ines, now=TEN_FORTY + 9 * MINUTE)

    assert presences.minutes_together(phone_visit, TEN_FORTY) == {"phone": 7 * MINUTE}
    assert Encounter.objects.get().class_code == "VR"


def test_a_visit_in_one_room_is_ambulatory(room_visit, ines):
    presences.start_talking(visit=room_visit, by=ines, now=TEN_FORTY)
    visits.finish(visit=room_visit, by=ines, now=TEN_FORTY + 12 * MINUTE)

    assert Encounter.objects.get().class_code == "AMB"
    assert presences.minutes_together(room_visit, TEN_FORTY) == {"in_person": 12 * MINUTE}


def test_minutes_of_video_are_not_started_by_hand(video_visit, ines):
    with pytest.raises(presences.StartedByHandOnly):
        presences.start_talking(visit=video_visit, by=ines, now=TEN_FORTY)

    assert Visit.objects.get().status == "waiting"


def test_a_colleague_in_the_visit_stands_in_the_encounter(call, freya, ines):
    join(call, freya, 1)
    visits.finish(visit=call, by=ines, now=TEN_FORTY + 8 * MINUTE)

    freya = _document()["participant"][1]
    assert freya["individual"] == {"display": "Freya Lindqvist"}
    assert freya["type"][0]["coding"][0]["code"] == "SPRF"


def test_a_stranger_cannot_join(call, tomasz, rui):
    for stranger in (tomasz, rui):
        with pytest.raises(NotAllowed):
            join(call, stranger)

    assert Presence.objects.count() == 0


def test_nobody_joins_a_visit_that_is_over(call, amara, ines):
    visits.finish(visit=call, by=ines, now=TEN_FORTY + MINUTE)

    with pytest.raises(visits.VisitIsOver):
        join(call, amara, 2)

    assert Presence.objects.count() == 0
