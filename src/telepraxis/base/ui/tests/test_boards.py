"""A board is drawn once for all whom the same hint has reached, and never older than the hint."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import RequestFactory

from ..boards import Snapshot, board

pytestmark = pytest.mark.django_db


class Drawings:
    """Draws a number that grows."""

    def __init__(self):
        self.count = 0

    def draw(self, context):
        self.count += 1
        return f"<b>{self.count}</b> {context['csrf_token']}"


@pytest.fixture
def drawings():
    return Drawings()


def asked(drawings, key=("one",), after="") -> str:
    request = RequestFactory().get("/", headers={"X-After": after} if after else {})
    return board(request, key, drawings.draw).content.decode()


def this_transaction() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        return cursor.fetchone()[0]


@pytest.fixture
def committed(transactional_db) -> str:
    with transaction.atomic():
        return this_transaction()


def test_two_who_heard_the_same_get_the_same_and_each_their_own_token(committed, drawings):
    first, second = (asked(drawings, ("same",), committed) for _ in range(2))

    assert first.startswith("<b>1</b>") and second.startswith("<b>1</b>")
    assert first.split()[1] != second.split()[1]


def later_transaction() -> str:
    with transaction.atomic():
        return this_transaction()


def test_a_later_hint_another_day_or_none_is_drawn_anew(committed, drawings):
    said = [asked(drawings, ("a",), committed), asked(drawings, ("a",), later_transaction())]
    said += [asked(drawings, ("b",), committed), asked(drawings), asked(drawings)]

    assert [each.split()[0] for each in said] == [f"<b>{number}</b>" for number in range(1, 6)]


def test_who_was_told_less_gets_the_newer_text_too(committed, drawings):
    newer = asked(drawings, ("c",), later_transaction())

    assert asked(drawings, ("c",), committed)[:8] == newer[:8] == "<b>1</b>"


def test_a_snapshot_sees_what_had_ended():
    snapshot = Snapshot(10, 20, frozenset({12, 15}))

    assert [one for one in range(8, 23) if snapshot.sees(one)] == [8, 9, 10, 11, 13, 14, 16, 17, 18, 19]


@pytest.mark.parametrize("nonsense", ["later", "-1", "1" * 30, "1; DROP TABLE"])
def test_nonsense_is_drawn_and_not_kept(nonsense, drawings):
    assert [asked(drawings, after=nonsense)[:8] for _ in range(2)] == ["<b>1</b>", "<b>2</b>"]


def test_a_hint_that_was_never_sent_cannot_be_kept_for_others(drawings):
    future = str(int(this_transaction()) + 1_000_000)

    assert [asked(drawings, after=future)[:8] for _ in range(2)] == ["<b>1</b>", "<b>2</b>"]


def test_twenty_at_once_draw_once(committed, drawings):
    def ask(_number):
        try:
            return asked(drawings, ("crowd",), committed)[:8]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(ask, range(20)))

    assert (set(answers), drawings.count) == ({"<b>1</b>"}, 1)
