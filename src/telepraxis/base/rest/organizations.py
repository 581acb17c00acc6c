"""Which organization an address names."""

import re
import time
from uuid import UUID

from .database import Database

SLUG = re.compile(r"[a-z0-9_-]{1,50}", re.IGNORECASE)
KEPT_S = 60
MOST_KEPT = 10_000
QUESTION = "SELECT id FROM tenancy_tenant WHERE slug = %s"


class Organizations:
    """The organizations that were asked for of late, by the name in their address."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[str, tuple[float, UUID]] = {}

    async def id_of(self, slug: str) -> UUID | None:
        """Return the organization's id, None when there is no such one."""
        until, found = self._kept.get(slug, (0.0, None))
        if until < time.monotonic():
            found = await self._asked(slug) if SLUG.fullmatch(slug) else None
        return found

    async def _asked(self, slug: str) -> UUID | None:
        rows = await self._database.ask(QUESTION, [slug])
        if not rows:
            return None
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[slug] = (time.monotonic() + KEPT_S, rows[0][0])
        return rows[0][0]
