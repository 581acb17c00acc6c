"""Stand in line for somebody's time. The lines are short and waiting has a limit."""

from collections.abc import Iterable
from uuid import UUID

from django.db import OperationalError, connection
from psycopg import errors


class TooManyAtOnce(Exception):
    """Others are changing the same day just now; trying again in a moment helps."""


def hold_days_of(people: Iterable[UUID]) -> None:
    """Let nobody else change these people's time until this transaction, or the savepoint around it, is over.

    Locks are taken in one order everywhere, so that two bookers never wait for each other. How long anybody waits is
    the connection's `lock_timeout`.

    :raises TooManyAtOnce: the wait was too long.
    """
    keys = sorted({f"day:{uid}" for uid in people})
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(k, 0)) FROM unnest(%s::text[]) k ORDER BY k", [keys]
            )
        except OperationalError as problem:
            if isinstance(problem.__cause__, errors.LockNotAvailable):
                raise TooManyAtOnce from problem
            raise
