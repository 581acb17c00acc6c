"""The official examples of R4, put through the API one by one: people and places first, then what is about them."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests import fhir

FIRST = ("Organization", "Location", "Practitioner", "Patient", "RelatedPerson", "Encounter")
ILLEGAL = Path(fhir.__file__).with_name("fhir_refused.toml")
NOT_TAKEN = Path(__file__).with_name("refused.toml")


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


def illegal() -> dict[str, str]:
    """Return the examples that break the specification: file = reason."""
    return tomllib.loads(ILLEGAL.read_text())


def not_taken() -> dict[str, str]:
    """Return the legal examples that the API does not take: file = what it says."""
    return tomllib.loads(NOT_TAKEN.read_text())


def taken(largest: int = 20_000) -> list[bytes]:
    """Return the examples of no great length that the API takes, by name, but no signed notes: those change no more."""
    refused = illegal().keys() | not_taken().keys()
    found = sorted(each for each in fhir.examples() if each[0] not in refused and len(each[1]) < largest)
    return [content for name, content in found if not name.startswith("Composition-")]


def put_people(api) -> None:
    """Put those whom other examples are about, and the places where they are."""
    for name, content in sorted(fhir.examples(), key=_turn):
        if name.partition("-")[0] in FIRST:
            _put(api, content)


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
