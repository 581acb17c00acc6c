"""The API's own connections: questions asked in the event loop, each in a transaction that serves one organization."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connections
from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg.errors import QueryCanceled
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from telepraxis.base.fhir.outcome import refused, too_costly
from telepraxis.base.record.searching import ByValue
from telepraxis.base.tenancy import EVERYTHING, Sight

MOST_CONNECTIONS = 8
PATIENCE_S = 5
STATEMENT_TIMEOUT = "10s"
PAGE_COST = "1.1"  # no disk turns: with PostgreSQL's 4 it walks a whole table rather than look a few rows up

# Whom a statement serves, in the order of `whom`.
SERVE = (
    "SELECT set_config('app.organization', %s, true)::uuid AS organization_id, set_config('app.account', %s, true), "
    "set_config('app.clearance', %s, true), set_config('app.opened', %s, true), "
    "set_config('app.opened_as_parent', %s, true)"
)
# One statement that says whom it serves before it looks. What it looks at depends on what `set_config` returned, and
# OFFSET keeps the planner from pulling it up, so the setting is always made first; were it not, the policy would
# raise. Without a transaction block it is a transaction by itself, and the setting ends with it: nothing is left on
# the connection. Measured, Python CPU a read: 95 us, against 167 for a pipeline and 214 for BEGIN ... COMMIT.
SERVED = (
    f"WITH served AS MATERIALIZED ({SERVE}) SELECT found.* FROM served CROSS JOIN LATERAL ({{question}} OFFSET 0) found"
)


def whom(organization_id: UUID, account_id: UUID | None = None, sight: Sight = EVERYTHING) -> list[str]:
    """Return what a statement is told of whom it serves: the organization, and what is seen there."""
    return [str(organization_id), str(account_id or ""), *sight.settings.values()]


def served(question: str) -> str:
    """Return the statement that asks `question`, whose first parameters say `whom` it serves.

    The question must compare with `served.organization_id`: that is what makes it wait. Never quote a value into it.
    """
    assert "served.organization_id" in question
    return SERVED.format(question=question)


class Database:
    """A pool of connections of one event loop, opened when first needed."""

    def __init__(self) -> None:
        self._pool: AsyncConnectionPool | None = None
        self._opening = asyncio.Lock()

    async def ask(self, statement: str, parameters: Sequence[Any]) -> list[tuple]:
        """Return the rows that a statement made by `served` finds. One trip.

        :raises Refused: it took too long (too-costly), or the database is away (503).
        """
        return await self._once_more(_rows_of, [(statement, parameters)])

    async def ask_all(self, served: list[str], *questions: tuple[str, Sequence[Any]]) -> list[list[tuple]]:
        """Return the rows of each question, all asked in one transaction for `whom` it serves, and one trip.

        A pipeline is one transaction up to its end, and what `set_config` says to it ends with it: so it is right for
        questions of any shape, at 70 us more than `ask`.
        """
        return await self._once_more(_rows_of_all, [(SERVE, served), *questions])

    async def _once_more(self, run, questions: list[tuple[str, Sequence[Any]]]):
        """Ask; a connection that died while it lay in the pool is replaced and asked again, once."""
        pool = self._pool or await self._open()
        try:
            try:
                async with pool.connection() as connection:
                    return await run(connection, questions)
            except QueryCanceled:
                raise
            except (OperationalError, InterfaceError) as problem:
                if isinstance(problem, PoolTimeout):
                    raise
                await pool.check()
                async with pool.connection() as connection:
                    return await run(connection, questions)
        except QueryCanceled:
            raise too_costly("This question takes too long. Ask for less: narrow it, or page.", status=400) from None
        except (OperationalError, InterfaceError):
            raise refused(503, "transient", "The database does not answer. Please try again in a moment.") from None

    async def _open(self) -> AsyncConnectionPool:
        async with self._opening:
            if self._pool is None:
                # A lost database is looked for by whoever asks next, not in longer and longer intervals.
                pool = AsyncConnectionPool(
                    kwargs=_where(),
                    min_size=1,
                    max_size=MOST_CONNECTIONS,
                    open=False,
                    timeout=PATIENCE_S,
                    reconnect_timeout=1,
                )
                await pool.open()
                self._pool = pool
        return self._pool

    async def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool:
            await pool.close(timeout=1)


async def _rows_of(connection: AsyncConnection, questions: list[tuple[str, Sequence[Any]]]) -> list[tuple]:
    [(statement, parameters)] = questions
    cursor = await connection.execute(statement, parameters)
    return await cursor.fetchall()


async def _rows_of_all(connection: AsyncConnection, questions: list[tuple[str, Sequence[Any]]]) -> list[list[tuple]]:
    async with connection.pipeline():
        cursors = [
            await connection.execute(statement, parameters, prepare=False if isinstance(statement, ByValue) else None)
            for statement, parameters in questions
        ]
    return [await cursor.fetchall() if cursor.description else [] for cursor in cursors[1:]]


def _where() -> dict:
    """Return how Django's connection is reached, for a connection that commits each statement by itself."""
    settings = connections["default"].settings_dict
    options = settings.get("OPTIONS", {}).get("options", "")
    ours = f"-c TimeZone=UTC -c statement_timeout={STATEMENT_TIMEOUT} -c random_page_cost={PAGE_COST}"
    return {
        "dbname": settings["NAME"],
        "user": settings["USER"] or None,
        "password": settings["PASSWORD"] or None,
        "host": settings["HOST"] or None,
        "port": settings["PORT"] or None,
        "options": f"{options} {ours}",
        "autocommit": True,
    }
