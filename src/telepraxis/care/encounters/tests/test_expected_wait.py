"""How long Amara will still wait, told honestly."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telepraxis.base.access import Actor

from .. import visits
from ..expected_wait import ENOUGH, Line, Wait, expected_wait, waits_of
from ..importing import FormerVisit, import_visits
from .people import TEN_FORTY, booked

MINUTE = timedelta(minutes=1)
USUAL = [10, 11, 12, 12, 13, 14, 15, 15, 18, 30]
lengths = st.lists(st.integers(0, 240), min_size=ENOUGH, max_size=12)
ahead = st.lists(st.none(), max_size=4)


def line(**more) -> Line:
    return Line(**{"lengths": USUAL, "by_service": {}} | more)


def test_with_too_few_visits_to_judge_by_nothing_is_said():
    assert expected_wait(line(lengths=[12, 12, 12, 12])) is None


def test_who_is_next_with_a_free_clinician_waits_up_to_five_minutes():
    assert expected_wait(line()) == Wait(0, 5)


def test_who_is_early_waits_at_most_until_their_own_time():
    assert expected_wait(line(planned_in=22)) == Wait(0, 25)


def test_one_person_before_takes_as_long_as_visits_take():
    assert expected_wait(line(before=[None])) == Wait(10, 20)


def test_the_minutes_so_far_of_the_visit_under_way_are_taken_off():
    fresh, late = expected_wait(line(elapsed=0)), expected_wait(line(elapsed=12))

    assert fresh == Wait(10, 20)
    assert late == Wait(0, 20)


def test_a_visit_longer_than_any_before_cannot_be_foretold():
    assert expected_wait(line(elapsed=31)) is None


def test_who_may_still_come_before_widens_the_range_only_upward():
    assert expected_wait(line(before=[None], may_come=[None])) == Wait(10, 45)


def test_the_service_of_those_before_counts():
    long_one = uuid4()
    asked = line(by_service={long_one: [50] * ENOUGH}, before=[long_one])

    assert expected_wait(asked) == Wait(50, 50)


def test_a_service_rarely_given_is_judged_by_all_visits():
    rare = uuid4()

    assert expected_wait(line(by_service={rare: [50]}, before=[rare])) == Wait(10, 20)


@given(lengths, ahead, ahead, st.none() | st.integers(0, 100), st.integers(-60, 120))
def test_the_range_is_a_range_of_whole_fives_and_holds_the_agreed_time(of, before, may_come, elapsed, planned_in):
    said = expected_wait(line(lengths=of, before=before, may_come=may_come, elapsed=elapsed, planned_in=planned_in))

    if said is not None:
        assert 0 <= said.low <= said.high
        assert (said.low % 5, said.high % 5) == (0, 0)
        assert said.high >= max(5, planned_in)
    else:
        assert elapsed is not None and elapsed >= max(of)


@given(lengths, ahead)
def test_one_more_in_line_never_shortens_the_wait(of, before):
    shorter, longer = (expected_wait(line(lengths=of, before=each)) for each in (before, [*before, None]))

    assert shorter.low <= longer.low and shorter.high <= longer.high


@given(lengths, ahead, ahead)
def test_who_may_come_never_lowers_what_is_said(of, before, may_come):
    without = expected_wait(line(lengths=of, before=before))
    with_them = expected_wait(line(lengths=of, before=before, may_come=may_come))

    assert without.low == with_them.low and without.high <= with_them.high


@given(st.lists(st.integers(1, 60), min_size=ENOUGH, max_size=8), st.data())
def test_eight_in_ten_waits_fall_within_what_was_said(of, data):
    """Of all pairs of lengths that may lie ahead, at least four fifths end within the range."""
    said = expected_wait(line(lengths=of, before=[None, None]))
    ends = [first + second for first in of for second in of]

    assert sum(said.low <= end <= said.high for end in ends) >= 0.8 * len(ends) - 1e-6


@pytest.fixture
def ten_former(amara_record, ines_record, quayside):
    """Inês's last ten visits lasted ten to thirty minutes."""
    former = [
        FormerVisit(
            patient=amara_record, practitioner=ines_record, modality="video",
            planned_at=TEN_FORTY - timedelta(days=number + 1), admitted_at=TEN_FORTY - timedelta(days=number + 1),
            ended_at=TEN_FORTY - timedelta(days=number + 1) + minutes * MINUTE,
        )
        for number, minutes in enumerate(USUAL)
    ]  # fmt: skip
    import_visits(former=former, by=Actor.system(quayside.id), now=TEN_FORTY)


def wait_of(visit) -> Wait | None:
    return waits_of([visit], TEN_FORTY)[visit.id]


def test_amara_is_next_then_tomasz_goes_in_before_her(
    ten_former, appointment, amara_record, ines_record, ines, amara, tomasz, django_assert_num_queries
):
    from telepraxis.base.record.models import Patient

    visit = visits.visit_for(appointment=appointment, by=amara, now=TEN_FORTY)
    amaras = visits.patient_ready(visit=visit, by=amara, now=TEN_FORTY - 5 * MINUTE)
    assert wait_of(amaras) == Wait(0, 5)

    his = booked(Patient.objects.get(uid=tomasz.patient_id), ines_record, "video", TEN_FORTY - 20 * MINUTE)
    earlier = visits.visit_for(appointment=his, by=tomasz, now=TEN_FORTY - 20 * MINUTE)
    earlier = visits.patient_ready(visit=earlier, by=tomasz, now=TEN_FORTY - 10 * MINUTE)
    assert wait_of(amaras) == Wait(10, 20)

    visits.admit(visit=earlier, by=ines, now=TEN_FORTY - 4 * MINUTE)
    with django_assert_num_queries(2):
        assert wait_of(amaras) == Wait(5, 15)


def test_a_new_clinician_s_wait_is_not_guessed(appointment, amara):
    visit = visits.visit_for(appointment=appointment, by=amara, now=TEN_FORTY)
    visit = visits.patient_ready(visit=visit, by=amara, now=TEN_FORTY)

    assert wait_of(visit) is None
