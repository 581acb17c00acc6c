"""Reminders: a week before, once more after, never a clinical word, never to who has done it."""

from datetime import timedelta

from telepraxis.base.notify.models import OutgoingMail
from telepraxis.care.encounters.tests.people import TEN_FORTY

from .. import planning
from ..due import due_list
from ..models import Step
from ..recalls import recall_what_is_due
from .plans import CHRISTMAS


def recall(day, system):
    return recall_what_is_due(today=day, by=system, now=TEN_FORTY)


def test_two_reminders_at_most_and_not_a_word_of_why(cream, system):
    days = [CHRISTMAS + timedelta(days=each) for each in (-8, -7, -6, 0, 2, 3, 4, 30)]

    assert [recall(day, system) for day in days] == [0, 1, 0, 0, 0, 1, 0, 0]
    first, second = OutgoingMail.objects.order_by("id")
    assert (first.to, first.subject) == ("amara@example.org", "A reminder from Quayside Practice")
    for mail in (first, second):
        for part in mail.body()[:2]:
            assert not {"cream", "twice", "skin", "Carvalho"} & set(part.replace(".", " ").split())


def test_who_has_done_it_hears_nothing(cream, see_again, amara, system):
    planning.tick_off(step=cream, by=amara, now=TEN_FORTY)
    planning.cancel_step(step=see_again, why="Moved away", by=system, now=TEN_FORTY)

    assert recall(CHRISTMAS, system) == 0


def test_the_desk_sees_what_is_due_and_overdue_and_not_the_patients_own(cream, see_again, begun, ines):
    form = planning.write_step(visit=begun, kind="task", who="practice", text="Send the form", by=ines, now=TEN_FORTY)

    assert due_list(CHRISTMAS - timedelta(days=8)).count == 1
    near, after = due_list(CHRISTMAS - timedelta(days=7)), due_list(CHRISTMAS + timedelta(days=1))
    assert (near.overdue, near.soon, near.undated) == ([], [see_again], [form])
    assert (after.overdue, after.soon) == ([see_again], [])
    assert Step.objects.count() == 3
