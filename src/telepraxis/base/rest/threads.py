"""A few threads in which Django works for the API: whatever writes, and what looks up a token."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    close_old_connections,
)
from psycopg.errors import DeadlockDetected, LockNotAvailable, QueryCanceled, SerializationFailure

from telepraxis.base.fhir.outcome import Refused, refused, too_costly

log = logging.getLogger("telepraxis.fhir")

MOST_WAITING = 200
IDLE_S = 1.0

_thread = threading.local()


class Threads:
    """Up to `count` threads; work that has begun runs to its end, whether or not anybody still waits for it."""

    def __init__(self, name: str, count: int) -> None:
        self._executor = ThreadPoolExecutor(count, thread_name_prefix=name)
        self._waiting = 0
        self._most = MOST_WAITING + count

    async def run(self, work: Callable, *args):
        """Return what `work(*args)` returns, run with Django's connection of a thread.

        :raises Refused: too many wait already, or the database could not do it; then nothing was changed.
        """
        if self._waiting >= self._most:
            raise _busy("Very many requests are being worked on. Nothing was changed: send it again in a moment.")
        self._waiting += 1
        done = asyncio.get_running_loop().run_in_executor(self._executor, _with_fresh_connection, work, args)
        done.add_done_callback(self._ended)
        return await asyncio.shield(done)

    def _ended(self, done: asyncio.Future) -> None:
        self._waiting -= 1
        if not done.cancelled():
            done.exception()  # somebody who has left does not ask for it

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)


def _with_fresh_connection(work: Callable, args: tuple):
    """Work with this thread's connection. One that lay idle is asked first whether it still stands."""
    if time.monotonic() - getattr(_thread, "worked_at", 0.0) > IDLE_S:
        close_old_connections()
    try:
        return work(*args)
    except (DatabaseError, InterfaceError) as problem:
        close_old_connections()
        raise _as_refusal(problem) or problem from None
    finally:
        _thread.worked_at = time.monotonic()


def _as_refusal(problem: Exception) -> Refused | None:
    """Return what to tell of a problem that is nobody's mistake, None for one that is ours."""
    cause = problem.__cause__
    if isinstance(cause, QueryCanceled):
        return too_costly("This takes too long. Ask for less, or send it in smaller parts.", status=400)
    if isinstance(cause, DeadlockDetected | LockNotAvailable | SerializationFailure):
        return _busy("Somebody else is changing the same. Nothing was changed: send it again.", 409)
    if isinstance(problem, IntegrityError | DataError):
        # Nobody foresaw it, and yet it is what was sent that does not fit: noted for us, refused for the client.
        log.error("the database refused what was to be kept", exc_info=problem)
        return refused(422, "business-rule", "This does not fit to what is stored. Nothing was changed.")
    if isinstance(problem, OperationalError | InterfaceError):
        return _busy("The database does not answer. Nothing was changed: send it again in a moment.")
    return None


def _busy(diagnostics: str, status: int = 503) -> Refused:
    refusal = refused(status, "transient", diagnostics)
    refusal.headers = [(b"retry-after", b"1")]
    return refusal
