"""Facts reach each listener once, in the end."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection

from telepraxis.base.events import Fact, facts, listens_to, tell
from telepraxis.base.events.models import HeardFact, ToldFact
from telepraxis.base.events.tasks import bring_to_listeners
from telepraxis.base.uuid7 import uuid7
from tests.people import MONDAY_8AM


@dataclass(frozen=True, kw_only=True)
class KettleBoiled(Fact):
    kettle: UUID
    at: datetime
    litres: int | None = None


HEARD: list[tuple[str, Fact]] = []
FAILING: list[str] = []


@listens_to(KettleBoiled)
def make_tea(fact, *, now):
    if "tea" in FAILING:
        raise RuntimeError("no tea left")
    HEARD.append(("tea", fact))


@listens_to(KettleBoiled)
def make_coffee(fact, *, now):
    HEARD.append(("coffee", fact))


@pytest.fixture(autouse=True)
def silence():
    HEARD.clear()
    FAILING.clear()


def told_by_now():
    return KettleBoiled(kettle=uuid7(), at=MONDAY_8AM)


def deliver(tenant):
    bring_to_listeners(organization_id=tenant.id, fact_id=ToldFact.objects.get().id, now=MONDAY_8AM)


def test_a_fact_is_queued_with_the_transaction_and_comes_back_as_it_was(quayside):
    fact = told_by_now()
    tell(fact)

    assert facts.revive(ToldFact.objects.get()) == fact
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'events.bring_to_listeners'")
        assert cursor.fetchone()[0] == 1


def test_brought_twice_it_is_heard_once(quayside):
    fact = told_by_now()
    tell(fact)
    deliver(quayside)
    deliver(quayside)

    assert sorted(HEARD, key=lambda pair: pair[0]) == [("coffee", fact), ("tea", fact)]
    assert HeardFact.objects.count() == 2


def test_a_listener_that_fails_holds_up_no_other_and_hears_it_later(quayside, django_capture_on_commit_callbacks):
    tell(told_by_now())
    FAILING.append("tea")
    with pytest.raises(RuntimeError, match="no tea left"), django_capture_on_commit_callbacks(execute=True):
        deliver(quayside)
    FAILING.clear()
    deliver(quayside)

    assert [name for name, _ in HEARD] == ["coffee", "tea"]
