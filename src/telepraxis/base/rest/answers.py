"""What goes back: status, headers, body; the headers that every answer carries."""

from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime
from email.utils import format_datetime

from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import Issue, Refused, outcome

FHIR_JSON = b"application/fhir+json; charset=utf-8"
# A browser app may read these of an answer (SMART App Launch 2.0, section 2.0.2: servers support CORS).
EXPOSED = b"Content-Location, ETag, Last-Modified, Location, Retry-After, WWW-Authenticate, X-Request-Id"
ON_EVERY_ANSWER = [
    (b"cache-control", b"no-store"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", EXPOSED),
    (b"x-content-type-options", b"nosniff"),
]
PREFLIGHT = [  # besides: a browser takes no header twice
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
    (
        b"access-control-allow-headers",
        b"Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Exist, If-None-Match, Prefer, "
        b"X-Requested-With",
    ),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]

Headers = list[tuple[bytes, bytes]]


class Answer:
    """An answer. `body` is FHIR JSON unless a header says otherwise; `chunks` may take its place, for what is large."""

    __slots__ = ("body", "chunks", "headers", "status")

    def __init__(
        self,
        status: int,
        body: bytes = b"",
        headers: Iterable[tuple[bytes, bytes]] = (),
        *,
        chunks: AsyncIterator[bytes] | None = None,
    ) -> None:
        self.status, self.body, self.headers, self.chunks = status, body, list(headers), chunks


def of_document(doc: dict, status: int = 200, headers: Iterable[tuple[bytes, bytes]] = ()) -> Answer:
    """Return an answer whose body is the resource."""
    return Answer(status, json_text.written(doc).encode(), headers)


def of_issues(status: int, issues: Iterable[Issue], headers: Iterable[tuple[bytes, bytes]] = ()) -> Answer:
    """Return an answer whose body is an OperationOutcome."""
    return of_document(outcome(issues), status, headers)


def of_refusal(refusal: Refused) -> Answer:
    """Return the answer to what was not carried out."""
    return of_issues(refusal.status, refusal.issues, getattr(refusal, "headers", ()))


def version_headers(version: int, last_updated: datetime) -> Headers:
    """Return ETag and Last-Modified of a version (R4, http://hl7.org/fhir/R4/http.html#versioning)."""
    return [(b"etag", etag(version)), (b"last-modified", http_date(last_updated))]


def etag(version: int) -> bytes:
    return b'W/"%d"' % version


def http_date(moment: datetime) -> bytes:
    return format_datetime(moment, usegmt=True).encode()


async def send(answer: Answer, request_id: str, *, head: bool, send: Callable) -> None:
    """Put the answer on the wire. HEAD gets the headers that GET would get."""
    headers = [*ON_EVERY_ANSWER, (b"x-request-id", request_id.encode()), *answer.headers]
    if answer.status not in (204, 304) and answer.chunks is None:
        headers.append((b"content-length", b"%d" % len(answer.body)))
        if answer.body and not any(name == b"content-type" for name, _ in answer.headers):
            headers.append((b"content-type", FHIR_JSON))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if answer.chunks is not None and not head:
        async for chunk in answer.chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b"" if head else answer.body})
