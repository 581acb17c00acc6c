"""How the queue stands, for those who run the installation; and a second chance for a job that gave up."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor, Role, Rule

may_run_again = Rule("jobs.run_again", lambda actor, job: actor.has(Role.SYSTEM_ADMINISTRATOR))


class NothingFailed(Exception):
    """There is no such job, or it did not give up."""


@dataclass(frozen=True)
class QueueFigures:
    """How many jobs are due and wait, run now, are planned for later, gave up; since when the oldest due one waits."""

    waiting: int
    running: int
    planned: int
    failed: int
    oldest_due_at: datetime | None
    worker_heard_at: datetime | None


@dataclass(frozen=True)
class FailedJob:
    """A job that gave up: its name and when; never its arguments."""

    id: int
    name: str
    attempts: int
    failed_at: datetime | None


_FIGURES = """
SELECT count(*) FILTER (WHERE status = 'todo' AND due_at <= now()), count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'todo' AND due_at > now()), count(*) FILTER (WHERE status = 'failed'),
       min(due_at) FILTER (WHERE status = 'todo' AND due_at <= now()),
       (SELECT max(last_heartbeat) FROM procrastinate_workers)
FROM (SELECT j.status, coalesce(j.scheduled_at, (SELECT min(at) FROM procrastinate_events WHERE job_id = j.id), now())
      AS due_at FROM procrastinate_jobs j WHERE j.status IN ('todo', 'doing', 'failed')) queue
"""
_FAILED = """
SELECT j.id, j.task_name, j.attempts, (SELECT max(at) FROM procrastinate_events WHERE job_id = j.id AND type = 'failed')
FROM procrastinate_jobs j WHERE j.status = 'failed' ORDER BY j.id DESC LIMIT %s
"""


def queue_figures() -> QueueFigures:
    """Count the queue of the whole installation."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES)
        return QueueFigures(*cursor.fetchone())


def failed_jobs(limit: int = 20) -> list[FailedJob]:
    """Return the latest jobs that gave up."""
    with connection.cursor() as cursor:
        cursor.execute(_FAILED, [limit])
        return [FailedJob(*row) for row in cursor.fetchall()]


@transaction.atomic
def run_again(*, job_id: int, by: Actor, now: datetime) -> None:
    """Queue a job that gave up once more; jobs are idempotent, so what it did before is not done twice.

    :raises NothingFailed: it did not give up, or is not there.
    """
    may_run_again.require(by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM procrastinate_jobs WHERE id = %s AND status = 'failed' FOR UPDATE", [job_id])
        if cursor.fetchone() is None:
            raise NothingFailed("This job did not give up.")
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)", [job_id, now])
    audit.wrote(by, "jobs.run_again", entity=("Job", job_id))
