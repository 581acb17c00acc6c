"""Callers of the API: tokens with the grants that they stand for, and a client that speaks to the ASGI app itself."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from telepraxis.base.access import Actor, Role
from telepraxis.base.access.grants import Reach
from telepraxis.base.uuid7 import uuid7

GRANTS: dict[str, "TestGrant"] = {}


@dataclass(slots=True)
class TestGrant:
    """What a token may, said in a test: {(type or "*", letters): Reach}."""

    __test__ = False

    actor: Actor
    reaches: dict[tuple[str, str], Reach]
    expires_at: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(hours=1))
    token_id: UUID = field(default_factory=uuid7)
    client_name: str = "Test app"

    def reach(self, type: str, letter: str) -> Reach | None:
        for (named, letters), reach in self.reaches.items():
            if named in ("*", type) and letter in letters:
                return reach
        return None


def grant_of(token: str, organization_id: UUID, now: datetime) -> TestGrant | None:
    """What settings.API_GRANTS names in these tests."""
    found = GRANTS.get(token)
    return found if found and found.actor.organization_id == organization_id else None


def token_for(organization_id: UUID, reaches: dict | None = None, *, roles=(Role.PHYSICIAN,), name="Dr Inês") -> str:
    """Return a new token; without reaches it may do everything in the organization."""
    token = f"token-{uuid7().hex}"
    actor = Actor(organization_id=organization_id, account_id=uuid7(), name=name, roles=frozenset(roles), via="app")
    GRANTS[token] = TestGrant(actor, reaches if reaches is not None else {("*", "cruds"): Reach()})
    return token


@dataclass
class Answered:
    """What came back over ASGI."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def issue(self) -> dict:
        return self.json["issue"][0]


class Caller:
    """Speaks to one `Rest` as the bearer of a token."""

    def __init__(self, rest, run, slug: str, token: str | None) -> None:
        self.rest, self.run, self.slug, self.token = rest, run, slug, token

    def as_bearer(self, token: str | None, slug: str = "") -> "Caller":
        return Caller(self.rest, self.run, slug or self.slug, token)

    def __call__(self, method: str, path: str, body=None, **headers: str) -> Answered:
        """`path` follows the organization, with its query; a header If-Match is given as if_match."""
        return self.run(call(self.rest, method, f"/fhir/{self.slug}/{path}", body, self._headers(headers)))

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        signed = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return {"host": "localhost", **signed} | {name.replace("_", "-"): value for name, value in headers.items()}

    def get(self, path: str, **headers: str) -> Answered:
        return self("GET", path, None, **headers)

    def post(self, path: str, body, **headers: str) -> Answered:
        return self("POST", path, body, **headers)

    def put(self, path: str, body, **headers: str) -> Answered:
        return self("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Answered:
        return self("DELETE", path, None, **headers)

    def patch(self, path: str, body, **headers: str) -> Answered:
        return self("PATCH", path, body, **{"content_type": "application/json-patch+json"} | headers)


async def call(application, method: str, target: str, body=None, headers: dict[str, str] | None = None) -> Answered:
    """Send one request to an ASGI application."""
    if body is not None and not isinstance(body, bytes):
        body = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    path, _, query = target.partition("?")
    headers = dict(headers or {})
    if body is not None:
        headers.setdefault("content-type", "application/fhir+json")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": quote(path, safe="/%$:@!*'(),;=+&~").encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()],
        "client": ("192.0.2.7", 40000),
        "server": ("localhost", 80),
    }
    sent: list[dict] = []
    waiting = [{"type": "http.request", "body": body or b"", "more_body": False}]

    async def receive() -> dict:
        if waiting:
            return waiting.pop()
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: dict) -> None:
        sent.append(message)

    await application(scope, receive, send)
    start, *parts = sent
    names = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    assert len(names) == len(start["headers"]), f"A header stands there twice: {start['headers']}"
    return Answered(start["status"], names, b"".join(part.get("body", b"") for part in parts))
