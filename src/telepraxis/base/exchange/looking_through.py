"""The first reading: which resources a source brings, and under which id each will be kept.

It comes before anything is written, so that references find their targets whatever the order of the files.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from django.db import connection

from telepraxis.base import record, tenancy
from telepraxis.base.fhir import json_text, parameters
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.record import rows
from telepraxis.base.record.models import table_of

from .addresses import Address, Addresses, id_there, is_legal, new_id
from .finds import Fault, Find, finds_in
from .models import Arrival
from .pieces import NotReadable, Piece
from .taking_in import Setting, as_compared, digest_of

AT_ONCE = 1000


@dataclass
class Contents:
    """What one piece holds, as the first reading found it."""

    piece: Piece
    types: Counter = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    fault: str = ""  # why it was not read, or not to its end
    mark: str = ""  # of its content, by which resources without an id are known


def look_through(
    pieces: list[Piece], addresses: Addresses, setting: Setting, *, tick: Callable[[int, int], None]
) -> list[Contents]:
    """Read everything once; fill the addresses; return what each piece holds. `tick(bytes, resources)` as it goes."""
    found = []
    for piece in pieces:
        contents = Contents(piece)
        finds = _readable(contents)
        while batch := list(islice(finds, AT_ONCE)):
            with tenancy.serving(setting.organization_id):
                addresses.note(_addresses_of(batch, setting))
            tick(0, len(batch))
        tick(piece.size, 0)
        found.append(contents)
    return found


def _readable(contents: Contents) -> Iterator[Find]:
    try:
        for find in finds_in(contents.piece):
            if isinstance(find, Fault):
                contents.faults.append(find)
            else:
                contents.types[find.type] += 1
                yield find
    except NotReadable as fault:
        contents.fault = str(fault)


def _addresses_of(finds: list[Find], setting: Setting) -> Iterator[tuple[str, Address]]:
    """Yield the addresses of finds, by their own id first; one without id and address cannot be referred to."""
    named = [
        (find, id_there(id=find.id, full_url=find.full_url, file="", position=0), digest_of(find.text))
        for find in finds
        if find.id is not None or find.full_url
    ]
    decided = _Decisions(named, setting)
    for find, their_id, digest in named:
        address = decided.address(find, their_id, digest)
        yield f"{find.type}/{their_id}", address
        if find.full_url:
            yield find.full_url, address


class _Decisions:
    """Where some finds will be kept, seen what is here already."""

    def __init__(self, named: list[tuple[Find, str, bytes]], setting: Setting) -> None:
        self.setting, self.source = setting, setting.source
        ids: dict[str, set[str]] = {}
        for find, their_id, _ in named:
            if find.type in parameters.types():
                ids.setdefault(find.type, set()).add(their_id)
        self.arrivals = {(each.type, each.their_id, each.source_id): each for each in _arrivals(setting, ids)}
        self.elsewhere = {(type, id, bytes(each.digest)): each for (type, id, _), each in self.arrivals.items()}
        self.present = {(type, row.logical_id): row for type, several in ids.items() for row in _rows(type, several)}

    def address(self, find: Find, their_id: str, digest: bytes) -> Address:
        """Return where it is kept: where it was, under its own id if that is free, or as the operator said."""
        mine = self.arrivals.get((find.type, their_id, self.setting.source_id))
        if mine is not None:
            return Address(f"{find.type}/{mine.logical_id}", digest)
        if (same := self.elsewhere.get((find.type, their_id, digest))) is not None:
            _adopt(self.setting, find.type, their_id, same.logical_id, digest, same.version)
            return Address(f"{find.type}/{same.logical_id}", digest)
        if not is_legal(their_id):
            return Address(f"{find.type}/{new_id(self.source, find.type, their_id)}", digest)
        row = self.present.get((find.type, their_id))
        if row is None or self.setting.on_conflict == "update":
            return Address(f"{find.type}/{their_id}", digest)
        if row.deleted_at is None and _is_same(row, find):
            _adopt(self.setting, find.type, their_id, their_id, digest, row.version)
            return Address(f"{find.type}/{their_id}", digest)
        if self.setting.on_conflict == "new":
            return Address(f"{find.type}/{new_id(self.source, find.type, their_id)}", digest)
        return Address("", digest, TAKEN_ID)


TAKEN_ID = (
    "Another resource has this type and id here, and it did not come from this source. If it is the same: "
    "--on-conflict update. If not: --on-conflict new. If the system is a known one: --source, with its name as before."
)


def _arrivals(setting: Setting, ids: dict[str, set[str]]) -> Iterable[Arrival]:
    mine = Arrival.objects.filter(organization_id=setting.organization_id)
    return (each for type, several in ids.items() for each in mine.filter(type=type, their_id__in=several))


def _rows(type: str, ids: set[str]) -> Iterable[record.Stored]:
    return rows.of_type(type, table_of(type).every).filter(logical_id__in=ids)


def _is_same(row: record.Stored, find: Find) -> bool:
    try:
        return as_compared(record.content_of(row)) == as_compared(json_text.read(find.text))
    except (Refused, AttributeError):
        return False


def _adopt(setting: Setting, type: str, their_id: str, logical_id: str, digest: bytes, version: int) -> None:
    """Remember that this source has brought it too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO exchange_arrival (organization_id, source_id, type, their_id, logical_id, digest, version) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [setting.organization_id, setting.source_id, type, their_id, logical_id, digest, version],
        )


def digest_of_piece(piece: Piece) -> UUID:
    """Return a mark of a file's whole content."""
    mark = hashlib.blake2b(digest_size=16)
    with piece.opened() as stream:
        while data := stream.read(1024 * 1024):
            mark.update(data)
    return UUID(bytes=mark.digest())
