"""Jobs and schedules, on Procrastinate."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import datetime
from functools import wraps
from typing import get_type_hints
from uuid import UUID

from django.db import close_old_connections
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import Task, configure_task

from telepraxis.base import tenancy

HERE = JobManager(DjangoConnector())
"""Queues by Django's connection. The worker's own would not wait for the commit of the job that defers another: that
one would begin before what it is about can be seen, and stay where the first is rolled back."""


class Job:
    """A named piece of work with keyword ids. Never put clinical text into its arguments: they are logged."""

    def __init__(self, name: str, work: Callable, retries: int, *, alone: bool = False, in_steps: bool = False):
        self.name, self.work, self.in_steps = name, work, in_steps
        self.hints = get_type_hints(work)
        self.task = app.task(
            name=name,
            lock=name if alone else None,
            retry=RetryStrategy(max_attempts=retries, exponential_wait=3) if retries else False,
        )(self._run)

    def defer(self, *, organization_id: UUID, at: datetime | None = None, by_key: str | None = None, **ids) -> None:
        """Queue the job in the current transaction, for now or for a time; `by_key` admits one waiting job per key.

        A second job with the key of one that still waits raises procrastinate's AlreadyEnqueued.
        """
        in_this_transaction(self.task, at=at, by_key=by_key).defer(
            organization_id=str(organization_id), **{name: _plain(value) for name, value in ids.items()}
        )

    def defer_many(self, arguments: Iterable[dict]) -> None:
        """Queue the job once with each of these arguments, `organization_id` among them, in one statement."""
        if jobs := [{name: _plain(value) for name, value in each.items()} for each in arguments]:
            in_this_transaction(self.task).batch_defer(*jobs)

    def __call__(self, *, organization_id: UUID, now: datetime, **ids) -> None:
        """Do the work at once, in a transaction that serves the organization, or in several that it opens itself."""
        with nullcontext() if self.in_steps else tenancy.serving(organization_id):
            self.work(organization_id=organization_id, now=now, **ids)

    def _run(self, *, organization_id: str, **ids) -> None:
        close_old_connections()
        self(
            organization_id=UUID(organization_id),
            now=timezone.now(),
            **{name: self._typed(name, value) for name, value in ids.items()},
        )

    def _typed(self, name: str, value):
        kinds = getattr(self.hints.get(name), "__args__", (self.hints.get(name),))
        if value is not None and UUID in kinds:
            return UUID(value)
        return datetime.fromisoformat(value) if value is not None and datetime in kinds else value


def in_this_transaction(
    task: Task, *, at: datetime | None = None, by_key: str | None = None, priority: int | None = None
) -> JobDeferrer:
    """Return what queues a task in the current transaction, in a page as in a job of the worker."""
    return configure_task(
        name=task.name, job_manager=HERE, lock=task.lock, queueing_lock=by_key, queue=task.queue, schedule_at=at,
        priority=priority,
    )  # fmt: skip


def job(name: str, *, retries: int = 5, alone: bool = False, in_steps: bool = False) -> Callable[[Callable], Job]:
    """Make a function `(*, organization_id, now, **ids)` a job. Keep jobs in a room's `tasks.py`.

    `alone`: in the whole installation one of these runs at a time, in the order in which they were deferred.
    `in_steps`: the function opens its transactions itself, for work so long that none should stay open over it.
    """
    return lambda work: Job(name, work, retries, alone=alone, in_steps=in_steps)


def every(cron: str, *, name: str) -> Callable[[Callable], Callable]:
    """Run a function `(*, now)` by a cron line, once for the installation; it opens `serving` for each organization."""

    def decorate(work: Callable) -> Callable:
        @app.periodic(cron=cron)
        @app.task(name=name, queueing_lock=name, pass_context=False)
        @wraps(work)
        def run(timestamp: int) -> None:
            close_old_connections()
            work(now=timezone.now())

        return work

    return decorate


def _plain(value):
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
