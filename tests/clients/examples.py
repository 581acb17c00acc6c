"""The official examples of R4, put through the API one by one: people and places first, then what is about them."""

import json
from dataclasses import dataclass

from tests import fhir

FIRST = ("Organization", "Location", "Practitioner", "Patient", "RelatedPerson", "Encounter")


@dataclass(frozen=True)
class Put:
    """What the API answered when one example was put, and what it gave back when it was read."""

    status: int
    issues: list[str]
    sent: bytes
    came_back: bytes

    @property
    def is_refused(self) -> bool:
        return self.status not in (200, 201)

    @property
    def is_equal(self) -> bool:
        """Whether it came back value for value, digit by digit and in its order, but for what is ours in `meta`."""
        return spelled(self.sent) == spelled(self.came_back)


def put_all(api) -> dict[str, Put]:
    """Return by file name what happened to each example."""
    return {name: _put(api, content) for name, content in sorted(fhir.examples(), key=_turn)}


def _turn(example: tuple[str, bytes]) -> tuple[int, str]:
    name, _ = example
    type = name.partition("-")[0]
    return (FIRST.index(type) if type in FIRST else len(FIRST)), name


def _put(api, content: bytes) -> Put:
    where = address_of(json.loads(content))
    answer = api.put(where, content, prefer="return=minimal")
    if answer.status not in (200, 201):
        return Put(answer.status, [issue["diagnostics"] for issue in answer.json["issue"]], content, b"")
    return Put(answer.status, [], content, api.get(where).body)


def address_of(doc: dict) -> str:
    """Return a resource's place in the API, such as Patient/example."""
    return f"{doc['resourceType']}/{doc['id']}"


def spelled(text: bytes) -> list:
    """Return a resource as a list of (name, value), numbers as they are written, without what is ours in `meta`."""
    pairs = json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=list)
    told = [(name, _not_ours(value) if name == "meta" else value) for name, value in map(tuple, pairs)]
    return [(name, value) for name, value in told if (name, value) != ("meta", [])]


def _not_ours(meta: list) -> list:
    return [pair for pair in meta if pair[0] not in ("versionId", "lastUpdated")]
