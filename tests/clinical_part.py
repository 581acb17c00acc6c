"""The clinical part of a way out goes into another organization through its FHIR API, and is read back from there.

Nothing of ours helps: the NDJSON files become transactions of PUTs of bounded size, as any program could send them.
"""

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from telepraxis.base.record import labels
from tests.backend_service import BackendService
from tests.waiting import wait_until

FIRST = "Patient"  # must be here before what is about them; any other reference may point to what comes later
MOST_ENTRIES, MOST_BYTES = 500, 8 * 2**20  # of one transaction
PAGE = 1000
OURS_IN_META = ("versionId", "lastUpdated")
Said = tuple[tuple[str, object], ...]


class Number(NamedTuple):
    """A number as it is written; never equal to a text."""

    digits: str


@dataclass
class Loaded:
    """What was sent, in how many seconds, and what was refused of it: a line for each transaction."""

    resources: int = 0
    transactions: int = 0
    seconds: float = 0.0
    refusals: list[str] = field(default_factory=list)


def load(folder: Path, service: BackendService) -> Loaded:
    """Send every resource of the folder to an organization that has none of them."""
    loaded, began = Loaded(), time.monotonic()
    for lines in _packed(_lines(folder)):
        answer = service.post(_transaction(lines, service.base))
        loaded.resources += len(lines)
        loaded.transactions += 1
        if answer.status != 200:
            loaded.refusals.append(f"{answer.status} {answer.body[:500].decode(errors='replace')}")
    loaded.seconds = time.monotonic() - began
    return loaded


def present(service: BackendService) -> dict[str, Said]:
    """Return by type and id all that the organization has, before anything is sent: the organization itself."""
    return _by_address(_exported(service))


def differences(folder: Path, service: BackendService, *, before: dict[str, Said]) -> list[str]:
    """Return what the API gives back otherwise than it was sent, what is missing, and what nobody sent; a line each.

    It is read twice: whole, by $export, and page by page, by searching each type. What is restricted comes back to no
    program that acts for nobody.
    """
    restricted = closed(folder)
    sent = _by_address(map(_read, _lines(folder)))
    expected = before | {where: said for where, said in sent.items() if where not in restricted}
    types = {where.partition("/")[0] for where in expected}
    came_back = {"$export": _exported(service), "search": _searched(types, service)}
    return [
        f"{way}: {where}"
        for way, resources in came_back.items()
        for where in _differing(expected, _by_address(resources))
    ]


def closed(folder: Path) -> set[str]:
    """Return by type and id what bears a label that closes it."""
    docs = [json.loads(line) for line in _lines(folder) if '"security"' in line]
    return {f"{doc['resourceType']}/{doc['id']}" for doc in docs if labels.closing(doc)}


def _lines(folder: Path) -> Iterator[str]:
    """Yield every resource as it stands in the folder, patients first."""
    for path in sorted(folder.glob("*.ndjson"), key=lambda path: (path.stem != FIRST, path.stem)):
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from (line.rstrip("\n") for line in file)


def _packed(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield as many resources as go into one transaction."""
    packed, size = [], 0
    for line in lines:
        if packed and (len(packed) == MOST_ENTRIES or size + len(line) > MOST_BYTES):
            yield packed
            packed, size = [], 0
        packed.append(line)
        size += len(line)
    if packed:
        yield packed


def _transaction(lines: list[str], base: str) -> bytes:
    """Return a Bundle that puts each resource under its own id; the text of each goes in as it is."""
    entries = ",".join(_entry(line, base) for line in lines)
    return f'{{"resourceType":"Bundle","type":"transaction","entry":[{entries}]}}'.encode()


def _entry(line: str, base: str) -> str:
    doc = json.loads(line)
    where = f"{doc['resourceType']}/{doc['id']}"
    request = json.dumps({"method": "PUT", "url": where})
    return f'{{"fullUrl":{json.dumps(f"{base}/{where}")},"resource":{line},"request":{request}}}'


def _exported(service: BackendService) -> Iterator[Said]:
    """Yield every resource of the organization (FHIR Bulk Data Access 2)."""
    status = service.get("$export").headers["content-location"]
    answer = wait_until(lambda: done if (done := service.get(status)).status != 202 else None, 120, 0.2)
    for file in answer.json["output"]:
        lines = service.get(file["url"]).body.decode().split("\n")
        yield from map(_read, lines[:-1])


def _searched(types: Iterable[str], service: BackendService) -> Iterator[Said]:
    """Yield every resource of these types, page by page."""
    for type in sorted(types):
        url = f"{type}?_count={PAGE}"
        while url:
            page = dict(_read(service.get(url).body.decode()))
            yield from (dict(entry)["resource"] for entry in page.get("entry", ()))
            url = next((link["url"] for link in map(dict, page["link"]) if link["relation"] == "next"), "")


def _read(text: str) -> Said:
    """Return an object as its (name, value) pairs in order; a number stays as it is written, 1.50 is not 1.5."""
    return json.loads(text, parse_float=Number, parse_int=Number, object_pairs_hook=tuple)


def _by_address(resources: Iterable[Said]) -> dict[str, Said]:
    """Return by type and id what each says, without the version and the time that the record itself sets."""
    return {_address(each): tuple(map(_without_ours, each)) for each in resources}


def _address(resource: Said) -> str:
    said = dict(resource)
    return f"{said['resourceType']}/{said['id']}"


def _without_ours(pair: tuple) -> tuple:
    name, value = pair
    return (name, tuple(each for each in value if each[0] not in OURS_IN_META)) if name == "meta" else pair


def _differing(expected: dict[str, Said], came_back: dict[str, Said]) -> list[str]:
    every = expected.keys() | came_back.keys()
    return sorted(where for where in every if expected.get(where) != came_back.get(where))
