"""The port to whatever carries calls between browsers and a phone provider. `janus` is the adapter that ships."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Login:
    """How an organization signs in at its provider. `lines` calls may be held at once."""

    trunk: UUID
    registrar: str  # host or host:port
    user: str
    secret: str = field(repr=False)
    shown_number: str
    lines: int = 4


@dataclass(frozen=True, kw_only=True)
class Registered:
    """The provider took the login."""

    trunk: UUID


@dataclass(frozen=True, kw_only=True)
class NotRegistered:
    """The provider refused the login, or did not answer; `code` is SIP's (RFC 3261 21)."""

    trunk: UUID
    code: int


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """Somebody calls. `line` names the call until it ends; `offer` is the SDP that an answer belongs to."""

    trunk: UUID
    line: str
    caller: str
    offer: str


@dataclass(frozen=True, kw_only=True)
class Ringing:
    """It rings at the other end; `sdp` when the network already plays its own tones."""

    line: str
    sdp: str = ""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """Somebody picked up."""

    line: str
    sdp: str = ""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The call is over; `code` is SIP's, 0 where the connection simply went away."""

    line: str
    code: int
    by_us: bool = False


@dataclass(frozen=True, kw_only=True)
class Lost:
    """The backend itself is gone, and every call with it."""


Event = Registered | NotRegistered | Incoming | Ringing | Answered | Ended | Lost


class NoFreeLine(Exception):
    """Every line of the trunk is in use, or it is not registered."""


class MediaBackend(Protocol):
    """What the switchboard asks of it. SDP is passed on as it is; a deed on a line that ended does nothing."""

    async def connect(self) -> None:
        """Reach the backend.

        :raises OSError: it is not there.
        """

    async def close(self) -> None: ...

    async def register(self, login: Login) -> None:
        """Sign in; `Registered` or `NotRegistered` follows. A trunk registered before is replaced."""

    async def forget(self, trunk: UUID) -> None: ...

    async def place(self, trunk: UUID, number: str, offer: str) -> str:
        """Call the number and return the line.

        :raises NoFreeLine: all lines are in use, or the trunk is not registered.
        """

    async def answer(self, line: str, sdp: str) -> None: ...

    async def decline(self, line: str) -> None: ...

    async def hold(self, line: str) -> None: ...

    async def resume(self, line: str) -> None: ...

    async def press(self, line: str, digit: str) -> None: ...

    async def hang_up(self, line: str) -> None: ...

    async def candidate(self, line: str, candidate: dict | None) -> None:
        """Pass on a path that the browser found; None when there are no more."""

    def events(self) -> AsyncIterator[Event]: ...
