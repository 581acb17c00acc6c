"""Take a few hundred resources of a source into the record, in one transaction."""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import OperationalError, connection, transaction

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.fhir import json_text, keys, parameters
from telepraxis.base.fhir.outcome import Issue, Refused
from telepraxis.base.fhir.validation import check
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Word

from . import relinking
from .addresses import Addresses, new_id
from .models import Arrival

log = logging.getLogger("telepraxis.exchange")

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
TRIES = 4  # of a batch that another one got in the way of
REFUSALS = (Refused, record.NotADocument, record.UnknownReference, record.Locked, record.VersionConflict)


@dataclass(frozen=True, slots=True)
class Item:
    """One find on its way in: its file, where it stands there, and the id it has at its source."""

    file: int
    position: int
    type: str
    their_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one item; `issues` say why it was refused."""

    file: int
    position: int
    type: str
    their_id: str
    what: str
    issues: tuple[Issue, ...] = ()


@dataclass(slots=True)
class _Coming:
    """One item while it is worked on."""

    item: Item
    local: str
    digest: bytes
    doc: dict
    before: Arrival | None
    if_version: int | None = 0
    row: record.Stored | None = None
    is_written: bool = False


@dataclass(frozen=True)
class Setting:
    """What is the same for every batch of an import. `on_conflict`: refuse, update or new."""

    organization_id: UUID
    source_id: UUID
    source: str
    by: Actor
    addresses: Path
    on_conflict: str


class _Overtaken(Exception):
    """Somebody wrote one of them meanwhile: seen what is there now, it is tried again."""


@dataclass
class TakingIn:
    """Takes batches in; one of these for each process."""

    setting: Setting
    addresses: Addresses = field(init=False)
    is_last: bool = field(init=False, default=False)  # no further try follows

    def __post_init__(self) -> None:
        self.addresses = Addresses(self.setting.addresses, read_only=True)

    def take(self, items: list[Item], *, now: datetime) -> list[Taken]:
        """Take the items in; return what became of each, in their order.

        One that cannot be kept is refused alone, whatever came with it.
        """
        for _ in range(TRIES - 1):
            try:
                return self._once(items, now)
            except (OperationalError, _Overtaken):  # a deadlock, or another process was here first
                continue
        return self._once(items, now, is_last=True)

    def _once(self, items: list[Item], now: datetime, *, is_last: bool = False) -> list[Taken]:
        taken: dict[int, Taken] = {}
        with tenancy.serving(self.setting.organization_id):
            coming = self._to_be_kept(items, taken)
            self.is_last = is_last
            kept = self._kept(coming, taken, now)
            _remember(self.setting, kept)
            self._audit([each for each in kept if each.is_written])
        return [taken[n] for n in range(len(items))]

    # Which of them are to be kept, and as what.

    def _to_be_kept(self, items: list[Item], taken: dict[int, Taken]) -> dict[int, _Coming]:
        here = self.addresses.of("/".join(key_of(item)) for item in items)
        arrivals = self._arrivals(key_of(item) for item in items)
        coming, seen = {}, set()
        for n, item in enumerate(items):
            digest = digest_of(item.text)
            key = "/".join(key_of(item))
            address = here.get(key)
            before = arrivals.get(key_of(item))
            if address is not None and not address.local:
                taken[n] = _refused(item, [Issue("error", "duplicate", address.why)])
            elif address is not None and address.digest != digest:
                taken[n] = _refused(item, [Issue("error", "duplicate", TWICE)])
            elif key in seen or (before is not None and bytes(before.digest) == digest):
                taken[n] = _taken(item, UNCHANGED)
            else:
                seen.add(key)
                local = address.local.partition("/")[2] if address else new_id(self.setting.source, *key_of(item))
                try:
                    coming[n] = _Coming(item, local, digest, json_text.read(item.text), before)
                except Refused as refusal:
                    taken[n] = _refused(item, refusal.issues)
        self._relink(coming, taken)
        for n, each in list(coming.items()):
            if (issues := check(each.doc)) and any(issue.refuses for issue in issues):
                taken[n] = _refused(each.item, [issue for issue in issues if issue.refuses])
                del coming[n]
        self._compare_with_present(coming, taken)
        return coming

    def _arrivals(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Arrival]:
        by_type: dict[str, set[str]] = {}
        for type, their_id in wanted:
            by_type.setdefault(type, set()).add(their_id)
        mine = Arrival.objects.filter(organization_id=self.setting.organization_id, source_id=self.setting.source_id)
        return {
            (type, each.their_id): each
            for type, ids in by_type.items()
            for each in mine.filter(type=type, their_id__in=ids)
        }

    def _relink(self, coming: dict[int, _Coming], taken: dict[int, Taken]) -> None:
        """Give each its id and its references the ids that are valid here."""
        found = {
            n: [] if each.item.type == "Bundle" else list(relinking.references_of(each.doc))  # it refers within itself
            for n, each in coming.items()
        }
        asked = {relinking.keys_of(owner[key])[0] for several in found.values() for owner, key in several}
        local = {key: address.local for key, address in self.addresses.of(asked).items()}
        local |= self._local_of_earlier(asked - local.keys())
        local |= _local_of_identified(asked - local.keys())
        for n, each in list(coming.items()):
            each.doc = with_id(each.doc, each.local)
            try:
                for owner, key in found[n]:
                    owner[key] = relinking.relinked(owner[key], local.get)
            except relinking.Unheard as unheard:
                taken[n] = _refused(each.item, [Issue("error", "not-found", str(unheard))])
                del coming[n]

    def _local_of_earlier(self, asked: set[str]) -> dict[str, str]:
        """Return what earlier imports of this source keep under another id than its own."""
        pairs = [found.groups() for key in asked if (found := relinking.LOCAL.fullmatch(key))]
        return {
            f"{type}/{their_id}": f"{type}/{arrival.logical_id}"
            for (type, their_id), arrival in self._arrivals(pairs).items()
            if arrival.logical_id != their_id
        }

    def _compare_with_present(self, coming: dict[int, _Coming], taken: dict[int, Taken]) -> None:
        """Leave out what is here already as it comes, and what was changed here meanwhile."""
        wanted: dict[str, list[str]] = {}
        for each in coming.values():
            if each.before is not None or self.setting.on_conflict == "update":
                wanted.setdefault(each.item.type, []).append(each.local)
        present = {
            (type, row.logical_id): row
            for type, ids in wanted.items()
            for row in record.of_type(type).filter(logical_id__in=ids)
        }
        for n, each in list(coming.items()):
            if (row := present.get((each.item.type, each.local))) is None:
                each.if_version = None if self._may_update else 0
                if each.before is not None and not self._may_update:
                    taken[n] = _refused(each.item, [Issue("error", "deleted", DELETED_HERE)])
                    del coming[n]
                continue
            each.if_version = row.version
            if as_compared(record.content_of(row)) == as_compared(each.doc):
                each.row = row
                taken[n] = _taken(each.item, UNCHANGED)
            elif each.before is not None and each.before.version != row.version and not self._may_update:
                taken[n] = _refused(each.item, [Issue("error", "conflict", CHANGED_HERE)])
                del coming[n]

    @property
    def _may_update(self) -> bool:
        return self.setting.on_conflict == "update"

    # Keeping them.

    def _kept(self, coming: dict[int, _Coming], taken: dict[int, Taken], now: datetime) -> list[_Coming]:
        fresh = {n: each for n, each in coming.items() if each.row is None}
        plain = {n: each for n, each in fresh.items() if keepers.is_plain(each.item.type)}
        self._keep_or_halve(plain, taken, self._write_plain, now)
        for type in sorted({each.item.type for n, each in fresh.items() if n not in plain}):
            others = {n: each for n, each in fresh.items() if each.item.type == type}
            self._keep_or_halve(others, taken, self._write_through_keeper, now)
        return [each for each in coming.values() if each.row is not None]

    def _keep_or_halve(self, coming: dict[int, _Coming], taken: dict[int, Taken], write, now: datetime) -> None:
        """Write them in one go; if that is refused, find out whose fault it is by halving."""
        if not coming:
            return
        try:
            with transaction.atomic():
                rows = write(list(coming.values()), now)
        except OperationalError:
            raise
        except Exception as refusal:
            if len(coming) == 1:
                ((n, each),) = coming.items()
                if isinstance(refusal, record.VersionConflict) and not self.is_last:
                    raise _Overtaken from refusal
                if not isinstance(refusal, REFUSALS):
                    log.error("a %s could not be kept", each.item.type, exc_info=refusal)
                taken[n] = _refused(each.item, issues_of(refusal))
                return
            numbers = list(coming)
            for half in (numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]):
                self._keep_or_halve({n: coming[n] for n in half}, taken, write, now)
            return
        for (n, each), row in zip(coming.items(), rows, strict=True):
            each.row, each.is_written = row, True
            taken[n] = _taken(each.item, CREATED if row.version == 1 else UPDATED)

    def _write_plain(self, coming: list[_Coming], now: datetime) -> list[record.Stored]:
        versions = {n: each.if_version for n, each in enumerate(coming)}
        return record.write_many([each.doc for each in coming], by=self.setting.by, now=now, if_versions=versions)

    def _write_through_keeper(self, coming: list[_Coming], now: datetime) -> list[record.Stored]:
        type = coming[0].item.type
        expected = {each.local: each.if_version for each in coming}
        found = dict(record.of_type(type).filter(logical_id__in=expected).values_list("logical_id", "version"))
        for local, version in expected.items():  # keepers of many ask for no version
            if version is not None and found.get(local, 0) != version:
                raise record.VersionConflict(f"{type}/{local} is at version {found.get(local, 0)}, not {version}.")
        keeper = keepers.keeper_of(type)
        return keeper.keep_many([each.doc for each in coming], by=self.setting.by, now=now)

    def _audit(self, kept: list[_Coming]) -> None:
        """Leave one row for each patient whose chart was touched, and one for what is about nobody."""
        if not kept:
            return
        touched = Counter(keepers.patient_of(each.row) for each in kept)
        entity = ("Source", self.setting.source_id)
        audit.wrote_many(self.setting.by, [("fhir.imported", patient, entity) for patient in touched])


TWICE = "Another resource of this import has the same type and id and other content. The first one was taken."
DELETED_HERE = "It was deleted here since it was imported. To bring it back: --on-conflict update."
CHANGED_HERE = "It was changed here since it was imported. To replace it all the same: --on-conflict update."


def key_of(item: Item) -> tuple[str, str]:
    """Return by what the item is known at its source."""
    return item.type, item.their_id


def digest_of(text: str) -> bytes:
    """Return a mark of the text as it came."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def with_id(doc: dict, id: str) -> dict:
    """Return the document under the id it has here, everything else in its own order."""
    if "id" in doc:
        return doc if doc["id"] == id else {**doc, "id": id}
    return {"resourceType": doc["resourceType"], "id": id} | doc


def as_compared(doc: dict) -> str:
    """Return the text of a document without what the record itself sets."""
    meta = {key: value for key, value in (doc.get("meta") or {}).items() if key not in ("versionId", "lastUpdated")}
    return json_text.written({**{key: value for key, value in doc.items() if key not in ("id", "meta")}, "meta": meta})


def issues_of(refusal: Exception) -> tuple[Issue, ...]:
    """Return why a document was not kept, as FHIR tells it."""
    if isinstance(refusal, Refused):
        return refusal.issues
    if not isinstance(refusal, REFUSALS):
        return (Issue("fatal", "exception", "Something went wrong on our side; it stands among the failures."),)
    code = {record.UnknownReference: "not-found", record.NotADocument: "invalid"}.get(type(refusal), "conflict")
    return (Issue("error", code, str(refusal)),)


def _taken(item: Item, what: str, issues: Iterable[Issue] = ()) -> Taken:
    return Taken(item.file, item.position, item.type, item.their_id, what, tuple(issues))


def _refused(item: Item, issues: Iterable[Issue]) -> Taken:
    return _taken(item, REFUSED, issues)


def _local_of_identified(asked: set[str]) -> dict[str, str]:
    """Return where conditional references lead (R4 3.1.0.11.2): `Practitioner?identifier=system|value`."""
    found = {}
    for key in asked:
        if (named := relinking.CONDITIONAL.fullmatch(key)) and named[1] in parameters.types():
            type, system, value = named.groups()
            places = [place.id for place in parameters.parameters_of(type)["identifier"].places]
            words = Word.objects.filter(place__in=places, key=keys.token(value, system))
            rows = record.of_type(type).filter(uid__in=words.values("uid"))[:2]
            if len(rows) == 1:
                found[key] = f"{type}/{rows[0].logical_id}"
    return found


def _remember(setting: Setting, kept: list[_Coming]) -> None:
    """Note what arrived, in one statement."""
    if not kept:
        return
    columns = zip(
        *((each.item.type, each.item.their_id, each.row.logical_id, each.digest, each.row.version) for each in kept),
        strict=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO exchange_arrival (organization_id, source_id, type, their_id, logical_id, digest, version) "
            "SELECT %s, %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::bytea[], %s::int[]) "
            "ON CONFLICT (organization_id, type, their_id, source_id) DO UPDATE SET "
            "logical_id = excluded.logical_id, digest = excluded.digest, version = excluded.version",
            [setting.organization_id, setting.source_id, *(list(column) for column in columns)],
        )
