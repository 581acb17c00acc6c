"""Who holds the token: looked up in a thread, remembered for half a second, so that what is revoked is soon refused."""

import asyncio
import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from telepraxis.base.access.grants import Grant
from telepraxis.base.access.pace import Paces
from telepraxis.base.fhir.outcome import Refused, throttled, unauthenticated

from .asked import Asked
from .threads import Threads

REMEMBERED_S = 0.5
MOST_REMEMBERED = 10_000
MOST_AT_ONCE = 32  # requests of one token
LONGEST_TOKEN = 8_192
# A flood of unknown tokens from one address buys no more looks into the database; tokens known to be good go on.
GUESSES_A_SECOND, GUESSES_AT_ONCE, CLOSED_S = 5, 200, 5


class Grants:
    """What the bearers of tokens may do, for one process."""

    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self._grant_of: Callable = import_string(settings.API_GRANTS)
        self._known: dict[tuple[bytes, UUID], tuple[float, Grant | None]] = {}
        self._asking: dict[tuple[bytes, UUID], asyncio.Future] = {}
        self._working: dict[UUID, int] = {}
        self._guesses = Paces(rate=GUESSES_A_SECOND, burst=GUESSES_AT_ONCE)
        self._closed: dict[str, float] = {}

    async def of(self, asked: Asked) -> Grant:
        """Return what the request's token may do in its organization.

        :raises Refused: it has none, or one that is unknown, expired, revoked, or of another organization (401).
        """
        token = bearer_token(asked)
        key = (hashlib.sha256(token).digest(), asked.organization_id)
        until, grant = self._known.get(key, (0.0, None))
        if until < time.monotonic():
            if grant is None:
                self._refuse_guesser(asked.address)
            grant = await self._looked_up(key, token, asked.organization_id)
        if grant is None:
            self._note_guess(asked.address)
        if grant is None or grant.expires_at <= asked.now:
            raise unknown_token()
        return grant

    def _refuse_guesser(self, address: str) -> None:
        """:raises Refused: many unknown tokens came from this address: more are not looked up for a while (429)."""
        if self._closed.get(address, 0.0) > time.monotonic():
            refusal = throttled("Too many tokens that are not valid came from your address. Wait a moment.")
            refusal.headers = [(b"retry-after", b"%d" % CLOSED_S)]
            raise refusal

    def _note_guess(self, address: str) -> None:
        if not self._guesses.allows(address):
            self._closed[address] = time.monotonic() + CLOSED_S
            while len(self._closed) > MOST_REMEMBERED:
                del self._closed[next(iter(self._closed))]

    async def _looked_up(self, key: tuple[bytes, UUID], token: bytes, organization_id: UUID) -> Grant | None:
        """Ask once for all requests that wait for the same answer."""
        if (waiting := self._asking.get(key)) is None:
            waiting = self._asking[key] = asyncio.ensure_future(self._ask(key, token, organization_id))
            waiting.add_done_callback(lambda _: self._asking.pop(key, None))
        return await asyncio.shield(waiting)

    async def _ask(self, key: tuple[bytes, UUID], token: bytes, organization_id: UUID) -> Grant | None:
        began = (
            time.monotonic()
        )  # not when the answer came: what is revoked meanwhile is known half a second after this
        grant = await self._threads.run(self._grant_of, token.decode("ascii"), organization_id, datetime.now(UTC))
        self._known.pop(key, None)
        self._known[key] = (began + REMEMBERED_S, grant)
        while len(self._known) > MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
        return grant

    def begin(self, grant: Grant) -> None:
        """Count one more request of the token.

        :raises Refused: it has too many at once already (429).
        """
        working = self._working.get(grant.token_id, 0)
        if working >= MOST_AT_ONCE:
            refusal = throttled(f"This app has {MOST_AT_ONCE} requests open. Let some of them end first.")
            refusal.headers = [(b"retry-after", b"1")]
            raise refusal
        self._working[grant.token_id] = working + 1

    def end(self, grant: Grant) -> None:
        """Count it no more."""
        left = self._working[grant.token_id] - 1
        if left:
            self._working[grant.token_id] = left
        else:
            del self._working[grant.token_id]


def bearer_token(asked: Asked) -> bytes:
    """Return the token of the Authorization header (RFC 6750, 2.1; nowhere else, not in the URL).

    :raises Refused: there is none (401).
    """
    scheme, _, token = asked.headers.get(b"authorization", b"").partition(b" ")
    token = token.strip()
    if scheme.lower() != b"bearer" or not token:
        raise _challenge("Sign in first: send an access token as `Authorization: Bearer ...`.", b"Bearer")
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise unknown_token()
    return token


def unknown_token() -> Refused:
    return _challenge(
        "This access token is not valid here: unknown, expired, revoked, or of another organization.",
        b'Bearer error="invalid_token"',
    )


def _challenge(diagnostics: str, challenge: bytes) -> Refused:
    refusal = unauthenticated(diagnostics)
    refusal.headers = [(b"www-authenticate", challenge)]
    return refusal
