"""The ASGI application that serves a WSGI application."""

import asyncio
import logging
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from .environ import environ_of
from .lanes import Lane, LaneFull
from .plain_pages import GONE_QUIET, SERVER_ERROR, STORAGE_FULL, TOO_BUSY, TOO_LARGE, PlainPage

log = logging.getLogger("telepraxis.pages")

IN_MEMORY = 256 * 1024  # bytes of a body kept in memory; the rest goes to disk
MEGABYTE = 1024 * 1024
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "proxy-connection"}


class ReaderGone(Exception):
    """The client closed the connection before the request was whole."""


class Refused(Exception):
    """The bridge answers by itself."""

    def __init__(self, page: PlainPage) -> None:
        self.page = page


@dataclass
class Answer:
    """What the page answered: a whole `body`, or `chunks` still to be made."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes | None = b""  # None: of a length that nobody counted, and nobody will read
    chunks: Iterable[bytes] | None = None

    def finish(self) -> None:
        """Close what makes the chunks, as WSGI asks; Django ends the request then."""
        close = getattr(self.chunks, "close", None)
        self.chunks = None
        if close:
            close()


class Bridge:
    """Serve `application` (WSGI). `lanes` is a list of (pattern, threads): changes whose path begins like the pattern
    (a regular expression) queue by themselves.
    """

    def __init__(
        self,
        application: Callable,
        *,
        threads: int = 8,
        lanes: Iterable[tuple[str, int]] = (),
        streams: int = 16,
        upload_limit: int = 100 * MEGABYTE,
        silence_s: float = 60,
        queue: int = 500,
    ) -> None:
        self.application, self.upload_limit, self.silence_s = application, upload_limit, silence_s
        self.pages = Lane("pages", threads, queue=queue)
        self.streams = Lane("streams", streams, queue=0)
        self.lanes = [(re.compile(pattern), Lane(pattern, count, queue=queue)) for pattern, count in lanes]

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        try:
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
                length = await self._gather(scope, receive, body)
                body.seek(0)
                answer = await self._lane(scope).run(self._respond, environ_of(scope, body, length))
                if answer.chunks is None:
                    await _send_whole(send, answer, head=scope["method"] == "HEAD")
                else:
                    await self._send_stream(receive, send, answer)
        except ReaderGone:
            return
        except Refused as refusal:
            await refusal.page.send(send)
        except LaneFull as full:
            log.warning("the lane %s is full: %s %s was turned away", full, scope["method"], scope["path"])
            await TOO_BUSY.send(send)

    def _lane(self, scope: dict) -> Lane:
        if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            for pattern, lane in self.lanes:
                if pattern.match(scope["path"]):
                    return lane
        return self.pages

    async def _gather(self, scope: dict, receive: Callable, body: BinaryIO) -> int:
        """Read the whole body into `body` and return its length. What the client announced counts for nothing else
        than turning it away early.
        """
        if _announced(scope) > self.upload_limit:
            raise Refused(TOO_LARGE)
        length, more = 0, True
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.silence_s) as silence:
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ReaderGone
                    chunk, more = message.get("body", b""), message.get("more_body", False)
                    length += len(chunk)
                    if length > self.upload_limit:
                        raise Refused(TOO_LARGE)
                    body.write(chunk)
                    silence.reschedule(loop.time() + self.silence_s)
        except TimeoutError:
            raise Refused(GONE_QUIET) from None
        except OSError as problem:
            log.error("the body of %s could not be kept: %s", scope["path"], problem)
            raise Refused(STORAGE_FULL) from problem
        return length

    def _respond(self, environ: dict) -> Answer:
        """Run the page, in its thread."""
        answer = Answer()
        written: list[bytes] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info=None) -> Callable:
            answer.status = int(status[:3])
            answer.headers = [
                (name.lower().encode("latin-1"), value.encode("latin-1"))
                for name, value in headers
                if name.lower() not in HOP_BY_HOP
            ]
            return written.append

        try:
            answer.chunks = self.application(environ, start_response)
            if _is_whole(answer.chunks):
                answer.body = b"".join([*written, *answer.chunks])
                answer.finish()
            elif environ["REQUEST_METHOD"] == "HEAD":
                answer.body = None
                answer.finish()
            return answer
        except Exception:
            log.exception("the page %s failed", environ["PATH_INFO"])
            answer.finish()
            raise Refused(SERVER_ERROR) from None

    async def _send_stream(self, receive: Callable, send: Callable, answer: Answer) -> None:
        """Send chunks as they are made, in a thread of their own, until the end or until the reader has gone."""
        gone = asyncio.ensure_future(_disconnect(receive))
        loop = asyncio.get_running_loop()

        def pump() -> None:
            try:
                for chunk in answer.chunks:
                    if gone.done():
                        return
                    message = {"type": "http.response.body", "body": chunk, "more_body": True}
                    sent = asyncio.run_coroutine_threadsafe(send(message), loop)
                    try:
                        sent.result(self.silence_s)
                    except TimeoutError:
                        sent.cancel()
                        raise
            finally:
                answer.finish()

        try:
            if self.streams.working >= self.streams.threads:
                answer.finish()
                raise LaneFull(self.streams.name)
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            await self.streams.run(pump)
            await send({"type": "http.response.body", "body": b""})
        except TimeoutError:
            log.info("a stream was given up: its reader took nothing for %s s", self.silence_s)
        finally:
            gone.cancel()


async def _send_whole(send: Callable, answer: Answer, *, head: bool) -> None:
    headers = answer.headers
    if answer.status in (204, 304):
        answer.body = b""
    elif answer.body is not None:
        headers = [(name, value) for name, value in headers if name != b"content-length"]
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else answer.body})


def _is_whole(chunks: Iterable[bytes]) -> bool:
    """Say whether the answer exists already: a list, or a Django response that does not stream."""
    return isinstance(chunks, list | tuple) or getattr(chunks, "streaming", True) is False


async def _disconnect(receive: Callable) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _announced(scope: dict) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
