"""One entry of a batch or transaction: the request that it is, and the response that it gets."""

from base64 import b64decode
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import Issue, Refused, invalid, outcome

from .answers import Answer
from .asked import Asked

METHODS = ("DELETE", "POST", "PUT", "PATCH", "GET", "HEAD")
CONDITIONS = {
    "ifMatch": b"if-match",
    "ifNoneMatch": b"if-none-match",
    "ifModifiedSince": b"if-modified-since",
    "ifNoneExist": b"if-none-exist",
}


@dataclass(slots=True)
class Entry:
    """What one entry asks for. `problem` is why it cannot be carried out."""

    position: int
    method: str = ""
    url: str = ""
    full_url: str = ""
    resource: dict | None = None
    conditions: dict[bytes, bytes] = field(default_factory=dict)
    problem: Refused | None = None

    @property
    def place(self) -> str:
        return f"Bundle.entry[{self.position}]"

    @property
    def path(self) -> str:
        return self.url.partition("?")[0]

    @property
    def query(self) -> str:
        return self.url.partition("?")[2]


def entry_of(entry: Any, position: int) -> Entry:
    """Return an entry as a request."""
    made = Entry(position)
    request = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(request, dict):
        made.problem = invalid("An entry says what to do in `request`.", made.place)
        return made
    made.method, made.url = request.get("method"), request.get("url")
    made.full_url, made.resource = entry.get("fullUrl") or "", entry.get("resource")
    made.problem = _problem(made)
    if made.problem is None:
        made.conditions = {
            header: request[name].encode("utf-8", "replace")
            for name, header in CONDITIONS.items()
            if isinstance(request.get(name), str)
        }
    return made


def _problem(made: Entry) -> Refused | None:
    if made.method not in METHODS:
        made.method = ""
        return invalid("`method` is one of GET, HEAD, POST, PUT, PATCH, DELETE.", f"{made.place}.request.method")
    if not isinstance(made.url, str) or not isinstance(made.full_url, str):
        made.url = made.full_url = ""
        return invalid("`url` says where, like Patient/123.", f"{made.place}.request.url")
    if made.method in ("POST", "PUT", "PATCH"):
        typed = isinstance(made.resource, dict) and isinstance(made.resource.get("resourceType"), str)
        if not typed and not (made.method == "POST" and "$" in made.url or "_search" in made.url):
            return invalid("This entry needs a `resource`.", f"{made.place}.resource")
    return None


def as_request(entry: Entry, asked: Asked) -> Asked:
    """Return the entry as a request of its own, by the same bearer."""
    url = (entry.url if isinstance(entry.url, str) else "").removeprefix(asked.base).lstrip("/")
    path, _, query = url.partition("?")
    body = b""
    headers = [(b"content-type", b"application/fhir+json"), *entry.conditions.items()]
    if prefer := asked.headers.get(b"prefer"):
        headers.append((b"prefer", prefer))
    if entry.method in ("POST", "PUT", "PATCH") and entry.resource is not None:
        body, kind = _body_of(entry)
        headers[0] = (b"content-type", kind)
    scope = {
        "method": entry.method,
        "raw_path": f"/fhir/{asked.slug}/{quote(path, safe='/$%:')}".encode(),
        "query_string": quote(query, safe="=&%:/?|,$-._~+*!';@()").encode(),
        "headers": headers,
    }
    alone = Asked(scope, _given(body))
    for name in ("base", "address", "organization_id", "grant", "request_id", "now"):
        setattr(alone, name, getattr(asked, name))
    return alone


def _body_of(entry: Entry) -> tuple[bytes, bytes]:
    """A JSON Patch travels in a Binary (R4, 3.1.0.6)."""
    if entry.method == "PATCH":
        return patch_in(entry.resource), b"application/json-patch+json"
    return json_text.written(entry.resource).encode(), b"application/fhir+json"


def patch_in(resource: dict) -> bytes:
    """Return the JSON Patch that a Binary holds.

    :raises Refused: it is none.
    """
    if (
        not isinstance(resource, dict)
        or resource.get("resourceType") != "Binary"
        or not isinstance(resource.get("data"), str)
    ):
        raise invalid("In a Bundle a JSON Patch stands as the data of a Binary.")
    try:
        return b64decode(resource["data"], validate=True)
    except ValueError:
        raise invalid("The data of the Binary is not base64.") from None


def _given(body: bytes):
    async def receive() -> dict:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def response(answer: Answer) -> str:
    """Return the entry of the response for an answer."""
    headers = dict(answer.headers)
    said: dict[str, Any] = {"status": _status(answer.status)}
    if where := headers.get(b"location") or headers.get(b"content-location"):
        said["location"] = where.decode()
    if tag := headers.get(b"etag"):
        said["etag"] = tag.decode()
    body = answer.body.decode()
    if body.startswith('{"resourceType":"OperationOutcome"'):
        said["outcome"] = json_text.read(body)
        body = ""
    text = json_text.written({"response": said})
    return f'{{"resource":{body},{text[1:]}' if body else text


def refused(refusal: Refused) -> str:
    """Return the entry of the response for what was not carried out."""
    return json_text.written({"response": {"status": _status(refusal.status), "outcome": outcome(refusal.issues)}})


def _status(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"


def at(entry: Entry, refusal: Refused) -> Refused:
    """Return the refusal with the entry's place before each finding's."""
    issues = [
        Issue(each.severity, each.code, each.diagnostics, _within(entry, each.expression)) for each in refusal.issues
    ]
    placed = Refused(refusal.status, issues)
    placed.__dict__.update(refusal.__dict__ | {"issues": placed.issues})
    return placed


def _within(entry: Entry, expression: str) -> str:
    if expression.startswith("Bundle."):
        return expression
    return f"{entry.place}.resource.{expression.partition('.')[2]}" if "." in expression else f"{entry.place}.resource"
