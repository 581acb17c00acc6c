"""One request, as far as it is known before anything is looked up."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote_to_bytes
from uuid import UUID, uuid4

from telepraxis.base.access.grants import Grant, Reach
from telepraxis.base.fhir.outcome import Refused, invalid, refused, too_large

from .database import whom

MEGABYTE = 1024 * 1024
LARGEST_BODY = 16 * MEGABYTE
LARGEST_BUNDLE = 64 * MEGABYTE
LONGEST_QUERY = 64 * 1024
MOST_PARAMETERS = 1_000
SILENCE_S = 30


class ReaderGone(Exception):
    """The client closed the connection before the request was whole."""


class Asked:
    """A request: where it goes, who asks, and what the rule has found out on the way."""

    __slots__ = (
        "address", "base", "grant", "headers", "id", "method", "name", "now", "organization_id", "reaches",
        "receive", "request_id", "scope", "segments", "slug", "type", "version",
    )  # fmt: skip

    def __init__(self, scope: dict, receive: Callable) -> None:
        self.scope, self.receive = scope, receive
        self.method: str = scope["method"]
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.slug, *self.segments = _segments(scope)
        self.now = datetime.now(UTC)
        self.request_id = uuid4().hex
        self.address = ""
        self.base = ""  # of this organization's API, as the client spells it, without a slash at the end
        self.type = self.id = self.version = self.name = ""
        self.organization_id: UUID | None = None
        self.grant: Grant | None = None
        self.reaches: dict[str, Reach] = {}

    @property
    def whom(self) -> list[str]:
        """Whom the statements of this request serve: the organization, and the bearer with what is open to them."""
        actor = self.grant.actor
        return whom(self.organization_id, actor.account_id, actor.sight)

    def header(self, name: bytes) -> str:
        """Return a header's value, "" without one."""
        return self.headers.get(name, b"").decode("latin-1")

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters of the URL in their order.

        :raises Refused: there are too many, or they are no text.
        """
        return parameters_in(self.scope.get("query_string", b""))

    async def body(self, largest: int = LARGEST_BODY) -> bytes:
        """Return the whole body.

        :raises Refused: it grew too large (413) or stopped coming (408); the rest is not read then.
        """
        if _announced(self.headers) > largest:
            raise _larger_than(largest)
        parts, length, more = [], 0, True
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(SILENCE_S) as silence:
                while more:
                    message = await self.receive()
                    if message["type"] == "http.disconnect":
                        raise ReaderGone
                    part, more = message.get("body", b""), message.get("more_body", False)
                    length += len(part)
                    if length > largest:
                        raise _larger_than(largest)
                    parts.append(part)
                    silence.reschedule(loop.time() + SILENCE_S)
        except TimeoutError:
            raise refused(408, "timeout", "The request stopped coming. Nothing was changed: send it again.") from None
        return b"".join(parts)

    async def form(self) -> list[tuple[str, str]]:
        """Return the parameters of the URL and, after them, those of a form in the body (POST _search)."""
        kind = self.header(b"content-type").partition(";")[0].strip().lower()
        body = await self.body(MEGABYTE)
        if body and kind != "application/x-www-form-urlencoded":
            raise refused(415, "not-supported", "Send the parameters as application/x-www-form-urlencoded.")
        return self.parameters() + parameters_in(body, MEGABYTE)


def parameters_in(text: bytes, longest: int = LONGEST_QUERY) -> list[tuple[str, str]]:
    """Return the decoded (name, value) pairs of a query string or form."""
    if not text:
        return []
    if len(text) > longest:
        raise refused(414, "too-long", "The parameters are too long: send them with POST _search, or ask for less.")
    try:
        pairs = parse_qsl(text.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_PARAMETERS, errors="strict")
    except ValueError:  # UnicodeError is one: bytes that are no UTF-8, or too many fields
        raise invalid("The parameters are not percent-encoded UTF-8, or there are too many of them.") from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise invalid("A parameter holds U+0000, which no document holds.")
    return pairs


def _segments(scope: dict) -> list[str]:
    """Return what stands between the slashes after `/fhir/`, decoded one by one: `%2F` is no slash.

    A trailing slash says nothing more. Bytes that are not UTF-8 become a sign that fits no route.
    """
    raw = scope.get("raw_path") or scope["path"].encode()
    path = raw.partition(b"?")[0][len(b"/fhir/") :]
    if path.endswith(b"/"):
        path = path[:-1]
    if b"%" not in path:
        return path.decode("utf-8", "replace").split("/")
    return [unquote_to_bytes(part).decode("utf-8", "replace") for part in path.split(b"/")]


def _announced(headers: dict[bytes, bytes]) -> int:
    value = headers.get(b"content-length", b"")
    return int(value) if value.isdigit() and len(value) < 19 else 0


def _larger_than(largest: int) -> Refused:
    return too_large(f"This is larger than {largest // MEGABYTE} MiB. Nothing was kept: send it in smaller parts.")
