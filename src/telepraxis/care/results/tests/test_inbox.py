"""Whose list an item stands on, who covers, who hears of what is past its time; and that long lists stay quick."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telepraxis.base.access import NotAllowed
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.uuid7 import uuid7
from tests.people import MONDAY_8AM

from .. import covering, policy
from ..inbox import ALL, COVERING, MINE, SHOWN, UNASSIGNED, inbox_of, overview
from ..models import Cover, Deed, Item, Urgency
from ..policy import Settled
from ..reminding import escalate
from .scene import arrived, later, report, value, who

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
LIST_QUERIES = 7


def of(actor, which=MINE, now=MONDAY_8AM) -> set:
    return {row.item.id for row in inbox_of(actor, which=which, now=now).rows}


def mailed() -> list[tuple[str, str]]:
    return sorted(OutgoingMail.objects.values_list("to", "template"))


@pytest.fixture
def three(amara, ines, sam, system):
    """One of Dr Carvalho's, one of Dr Adeyemi's, one of nobody's that is critical."""
    hers = arrived(system, value(amara, number="5.6", performer=[who(ines)]))
    his = arrived(system, value(amara, number="4.2", performer=[who(sam)]))
    OutgoingMail.objects.all().delete()
    nobodys = arrived(system, value(amara, number="6.9", flag="HH"))
    return hers, his, nobodys


def test_mine_is_what_i_own_and_what_nobody_owns_which_stands_on_top(three, ines, sam):
    hers, his, nobodys = three

    assert [row.item.id for row in inbox_of(ines, now=MONDAY_8AM).rows] == [nobodys.id, hers.id]
    assert (of(sam), of(ines, UNASSIGNED), of(ines, ALL)) == (
        {his.id, nobodys.id}, {nobodys.id}, {hers.id, his.id, nobodys.id},
    )  # fmt: skip
    assert mailed() == [("ines@quayside.test", "results/mail/critical"), ("sam@quayside.test", "results/mail/critical")]


def test_while_ines_is_away_sam_sees_hers_marked_and_no_day_longer(three, ines, sam):
    hers, _his, _nobodys = three
    cover = covering.set_cover(
        practitioner=ines.practitioner_id, covered_by=sam.practitioner_id, starts_on=MONDAY, ends_on=FRIDAY, by=ines,
        now=MONDAY_8AM,
    )  # fmt: skip

    on_friday = later(days=4, hours=15)
    assert (of(sam, COVERING, on_friday), of(ines, MINE, on_friday) >= {hers.id}) == ({hers.id}, True)
    assert [row.is_covered for row in inbox_of(sam, now=on_friday).rows if row.item.id == hers.id] == [True]
    assert of(sam, COVERING, later(days=5)) == set()
    covering.end_cover(cover=cover, by=ines, now=later(days=1))
    assert of(sam, COVERING, later(days=1)) == set()


def test_nobody_covers_themselves_and_a_colleague_sets_no_cover_for_another(ines, sam, marta, rui):
    def cover(by, away=ines, covered_by=sam, **days):
        return covering.set_cover(
            practitioner=away.practitioner_id, covered_by=covered_by.practitioner_id, by=by, now=MONDAY_8AM,
            **{"starts_on": MONDAY, "ends_on": FRIDAY} | days,
        )  # fmt: skip

    for refused in (lambda: cover(ines, covered_by=ines), lambda: cover(ines, ends_on=MONDAY - timedelta(days=1))):
        with pytest.raises(covering.NotACover):
            refused()
    for other in (sam, rui):
        with pytest.raises(NotAllowed):
            cover(other)
    assert Cover.objects.count() == 0
    assert cover(marta).said_by == "Marta Nunes"


def test_past_its_time_the_owner_and_the_cover_hear_of_it_then_everybody_once(three, ines, sam, freya, marta):
    hers, _his, nobodys = three
    covering.set_cover(
        practitioner=ines.practitioner_id, covered_by=sam.practitioner_id, starts_on=MONDAY, ends_on=FRIDAY, by=ines,
        now=MONDAY_8AM,
    )  # fmt: skip
    Item.objects.filter(id=nobodys.id).update(filed_at=MONDAY_8AM, closed_at=MONDAY_8AM)
    OutgoingMail.objects.all().delete()
    assert escalate(now=later(days=2)) == 0

    at = later(days=2, minutes=1)
    assert (escalate(now=at), escalate(now=at)) == (1, 0)
    first = [("ines@quayside.test", "results/mail/overdue"), ("sam@quayside.test", "results/mail/overdue")]
    assert mailed() == first
    assert (escalate(now=later(days=3, minutes=1)), escalate(now=later(days=3, minutes=2))) == (1, 0)
    assert mailed() == sorted(
        [*first, *((f"{name}@quayside.test", "results/mail/overdue") for name in ("freya", "ines", "marta", "sam"))]
    )
    assert of(freya, MINE, later(days=3, hours=1)) == {hers.id}
    assert Deed.objects.filter(item=hers, what="escalated").count() == 2


def test_what_nobody_owns_goes_to_everybody_at_once(three, freya, marta):
    _hers, _his, nobodys = three
    OutgoingMail.objects.all().delete()
    escalate(now=later(hours=1, minutes=1))

    assert Item.objects.get(id=nobodys.id).escalated == 2
    assert {to for to, _ in mailed()} == {f"{name}@quayside.test" for name in ("ines", "sam", "freya", "marta")}


def test_the_practice_settles_its_own_times(amara, system, marta, ines):
    with pytest.raises(NotAllowed):
        policy.settle(said=Settled(critical_minutes=5), by=ines, now=MONDAY_8AM)
    policy.settle(said=Settled(critical_minutes=15, normal_days=3, historic_days=400), by=marta, now=MONDAY_8AM)

    assert arrived(system, value(amara, flag="HH")).due_at == later(minutes=15)
    assert arrived(system, report(amara, at=MONDAY_8AM - timedelta(days=399))).is_open


def test_managers_see_numbers_of_each_owner(three, ines, sam):
    rows = [(row.name, row.open, row.overdue, row.critical) for row in overview(later(days=3))]

    assert rows == [("", 1, 1, 1), ("Dr Inês Carvalho", 1, 1, 0), ("Dr Sam Adeyemi", 1, 0, 0)]


def test_five_thousand_wait_and_a_page_asks_as_much_as_of_three(three, ines):
    hers, _his, _nobodys = three

    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            found = inbox_of(ines, now=MONDAY_8AM)
        assert len(found.rows) <= SHOWN
        return len(asked)

    few = counted()
    Item.objects.bulk_create(
        Item(
            organization_id=hers.organization_id, type="Observation", document=hers.document, logical_id=str(uuid7()),
            version=1, digest="", patient_id=hers.patient_id, owner_id=hers.owner_id, urgency=number % 4,
            arrived_at=MONDAY_8AM, due_at=later(minutes=number),
        )
        for number in range(5000)
    )  # fmt: skip
    from telepraxis.base import audit

    audit.wrote(ines, "results.arrived")
    assert (few, counted()) == (LIST_QUERIES, LIST_QUERIES)
    found = inbox_of(ines, now=MONDAY_8AM)
    assert (len(found.rows), found.counts[MINE], found.after) == (SHOWN, 5002, SHOWN)
    assert [row.item.urgency for row in found.rows[:2]] == [Urgency.CRITICAL] * 2
