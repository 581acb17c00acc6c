"""Migrate while everybody works (python -m telepraxis.server.migrating): nobody waits a second, or it is taken back.

One migration at a time, each whole or not at all. A migration may wait for a lock half a second and no longer, and one
that makes others wait longer is cancelled; both are tried again. When one fails for good, those of this run are taken
back, and the version before goes on as if nothing had been.
"""

import os
import sys
import threading
import time

import psycopg

LONGEST_WAIT_S = 0.5
LOOK_EVERY_S = 0.1
TRIES, PAUSE_S = 6, 1.5
WAITING = """
SELECT extract(epoch FROM max(clock_timestamp() - waitstart)) FROM pg_locks
WHERE NOT granted AND %s = ANY (pg_blocking_pids(pid))
"""


class MigrationFailed(Exception):
    """A migration could not be done; the text says which and why."""


def main() -> int:
    import django

    django.setup()
    from django.core.management import call_command

    try:
        count = migrate()
    except MigrationFailed as failed:
        print(failed, flush=True)
        return 1
    call_command("migrate", database="owner", interactive=False, verbosity=0)  # what Django does once all are done
    print(f"{count} migrations done", flush=True)
    return 0


def migrate() -> int:
    """Do what is pending and return how many that were.

    :raises MigrationFailed: nothing is left of this run but what cannot be taken back.
    """
    from django.db import connections

    from telepraxis.server.lean_states import LeanExecutor

    executor = LeanExecutor(connections["owner"])
    targets = executor.loader.graph.leaf_nodes()
    done, state = [], None
    for migration, _backwards in executor.migration_plan(targets):
        try:
            state = _apply(executor, targets, migration, state)
        except Exception as problem:
            left = _take_back(done)
            raise MigrationFailed(_said(migration, problem, done, left)) from problem
        done.append(migration)
        print(f"{migration.app_label} {migration.name}", flush=True)
    return len(done)


def _apply(executor, targets, migration, state):
    """Do one migration, however often it takes to find a quiet half second."""
    from django.db import OperationalError, connections

    for attempt in range(TRIES):
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{int(LONGEST_WAIT_S * 1000)}ms'")
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        try:
            with _cancelled_when_others_wait(pid):
                return executor.migrate(targets, plan=[(migration, False)], state=state and state.clone())
        except OperationalError as problem:
            waited = isinstance(problem.__cause__, (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled))
            if not waited or attempt == TRIES - 1:
                raise
            time.sleep(PAUSE_S)
    return state


class _cancelled_when_others_wait:
    """Watch a session of ours, and cancel what it does as soon as others have waited for it too long."""

    def __init__(self, pid: int) -> None:
        self.pid, self._over = pid, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        with psycopg.connect(os.environ["TELEPRAXIS_DATABASE_OWNER"], autocommit=True) as connection:
            while not self._over.wait(LOOK_EVERY_S):
                (waited,) = connection.execute(WAITING, [self.pid]).fetchone()
                if waited and waited > LONGEST_WAIT_S:
                    connection.execute("SELECT pg_cancel_backend(%s)", [self.pid])
                    return


def _take_back(done: list) -> list[str]:
    """Undo the migrations of this run, the last first; return the names of those that stay."""
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.exceptions import IrreversibleError
    from django.db.migrations.executor import MigrationExecutor

    for number in range(len(done) - 1, -1, -1):
        migration = done[number]
        graph = MigrationExecutor(connections["owner"]).loader.graph
        before = [key for key in graph.node_map[(migration.app_label, migration.name)].parents
                  if key[0] == migration.app_label]  # fmt: skip
        try:
            call_command("migrate", migration.app_label, before[0][1] if before else "zero", database="owner",
                         interactive=False, verbosity=0)  # fmt: skip
        except IrreversibleError:
            return [f"{stays.app_label} {stays.name}" for stays in done[: number + 1]]
    return []


def _said(migration, problem: Exception, done: list, left: list[str]) -> str:
    why = str(problem).strip().partition("\n")[0]
    if isinstance(problem.__cause__, (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled)):
        why = f"others would have waited for it longer than {LONGEST_WAIT_S} s, {TRIES} times"
    text = f"Migration {migration.app_label} {migration.name} failed: {why}. "
    if left:
        return text + f"These stay, the version before works with them: {', '.join(left)}."
    return text + (f"The {len(done)} before it were taken back." if done else "Nothing was changed.")


if __name__ == "__main__":
    sys.exit(main())
