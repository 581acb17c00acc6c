"""What was looked at, and who was refused, written down many at a time: nothing is shown without a trace."""

import asyncio
import logging
from uuid import UUID

from telepraxis.base.access import Actor
from telepraxis.base.access.pace import Paces
from telepraxis.base.audit import looks
from telepraxis.base.fhir.outcome import Refused

from .asked import Asked
from .database import Database, whom

log = logging.getLogger("telepraxis.fhir")

WRITTEN_EVERY_S = 0.25
AGAIN_AFTER_S = 1.0
MOST_KEPT = 20_000  # rows in memory; then whoever wants to see more waits
AT_ONCE = 2_000  # rows in one statement
LAST_TRIES = 3


class Trace:
    """The rows of one process that are not written yet. Each is durable within a second, or nobody sees more."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows: dict[UUID, list[looks.Row]] = {}
        self._count = 0
        self._space = asyncio.Event()
        self._space.set()
        self._writer: asyncio.Task | None = None
        self._closing = False
        # Whoever was refused leaves five rows of a kind at once, then one a minute (decision 0083).
        self._refusals = Paces(rate=1 / 60, burst=5)
        self._bad_tokens = Paces(rate=1 / 60, burst=1)

    async def looked(
        self, asked: Asked, action: str, shown: list[tuple[UUID | None, str, str]], *, reason: str = ""
    ) -> None:
        """Keep that the bearer saw data; `shown` are (patient, entity type, entity id), one for each row to leave.

        Waits while too many rows are unwritten: then the database is away, and nothing more is shown.
        """
        actor = asked.grant.actor
        self._keep(
            asked.organization_id,
            [
                looks.row(
                    looks.READ, actor, action, at=asked.now, patient=patient, entity=(type, id), reason=reason,
                    address=asked.address, request_id=asked.request_id,
                )
                for patient, type, id in shown
            ],
        )  # fmt: skip
        if not self._space.is_set():
            await self._space.wait()

    def note_refusal(self, asked: Asked, refusal: Refused) -> None:
        """Keep that the bearer tried what they may not, or a chart out of reach."""
        is_forbidden = refusal.status == 403 and refusal.issues[0].code == "forbidden"
        if is_forbidden or getattr(refusal, "is_beyond", False):
            self.refused(asked, "fhir.refused", patient=getattr(refusal, "patient", None))

    def refused(self, asked: Asked, action: str, *, patient: UUID | None = None) -> None:
        """Keep that the bearer of a valid token was refused, unless the like was written down a moment ago."""
        if self._count < MOST_KEPT and self._refusals.allows(asked.organization_id, asked.grant.token_id, action):
            self._write_refusal(asked, asked.grant.actor, action, patient)

    def bad_token(self, asked: Asked) -> None:
        """Keep that somebody came without a valid token: at most one row for an address and minute."""
        if self._count < MOST_KEPT and self._bad_tokens.allows(asked.organization_id, asked.address):
            nobody = Actor.visitor(asked.organization_id, address=asked.address)
            self._write_refusal(asked, nobody, "fhir.token_refused", None)

    def _write_refusal(self, asked: Asked, by: Actor, action: str, patient: UUID | None) -> None:
        row = looks.row(
            looks.WRITE, by, action, at=asked.now, patient=patient, entity=(asked.type, asked.id), reason="",
            address=asked.address, request_id=asked.request_id,
        )  # fmt: skip
        self._keep(asked.organization_id, [row])

    def _keep(self, organization_id: UUID, rows: list[looks.Row]) -> None:
        self._rows.setdefault(organization_id, []).extend(rows)
        self._count += len(rows)
        if self._count >= MOST_KEPT:
            self._space.clear()
        if self._writer is None and not self._closing:
            self._writer = asyncio.ensure_future(self._write_for_ever())

    async def _write_for_ever(self) -> None:
        while True:
            await asyncio.sleep(WRITTEN_EVERY_S)
            if not await self.write():
                await asyncio.sleep(AGAIN_AFTER_S)

    async def write(self) -> bool:
        """Write what is kept; False when the database did not take all of it: the rest stays kept."""
        waiting, self._rows = self._rows, {}
        all_taken = True
        for organization_id, rows in waiting.items():
            if not await self._written(organization_id, rows):
                all_taken = False
                self._rows[organization_id] = rows + self._rows.get(organization_id, [])
        if self._count < MOST_KEPT:
            self._space.set()
        return all_taken

    async def _written(self, organization_id: UUID, rows: list[looks.Row]) -> bool:
        while rows:
            try:
                await self._database.ask_all(whom(organization_id), looks.insert(rows[:AT_ONCE]))
            except Exception as problem:
                log.error("looks could not be written: %s", type(problem).__name__)
                return False
            self._count -= len(rows[:AT_ONCE])
            del rows[:AT_ONCE]
        return True

    async def close(self) -> None:
        """Write all that is kept, before the process ends."""
        self._closing = True
        if self._writer:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
        for _ in range(LAST_TRIES):
            if await self.write():
                break
