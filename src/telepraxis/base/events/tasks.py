"""Bring facts to their listeners."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base.jobs import job

from .facts import listeners_of, revive
from .models import HeardFact, ToldFact


@job("events.bring_to_listeners", retries=8)
def bring_to_listeners(*, organization_id: UUID, fact_id: UUID, now: datetime) -> None:
    """Let each listener hear the fact in a transaction of its own; one that fails is tried again alone."""
    told = ToldFact.objects.get(id=fact_id)
    fact, failure = revive(told), None
    for listener in listeners_of(told.kind):
        try:
            _hear_once(told, fact, listener, now)
        except Exception as problem:
            failure = problem
    if failure:
        _after_commit_raise(failure)


def _hear_once(told: ToldFact, fact, listener, now: datetime) -> None:
    name = f"{listener.__module__}.{listener.__qualname__}"
    with transaction.atomic():
        _, is_new = HeardFact.objects.get_or_create(organization_id=told.organization_id, fact=told, listener=name)
        if is_new:
            listener(fact, now=now)


def _after_commit_raise(failure: Exception) -> None:
    """Keep what the other listeners did, then let the job fail and be tried again."""

    def fail() -> None:
        raise failure

    transaction.on_commit(fail)
