"""Take over the records of another system."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.fhir.outcome import Issue

from .addresses import Addresses, id_there
from .finds import Find, finds_in
from .looking_through import Contents, digest_of_piece, look_through
from .models import Source
from .pieces import NotReadable, pieces_at
from .reports import OUTCOMES, FileReport
from .taking_in import REFUSED, Item, Setting, Taken
from .workers import workers

CONFLICTS = ("refuse", "update", "new")
BATCH = 400  # resources in one transaction
BATCH_BYTES = 4 * 2**20
PEOPLE_AND_PLACES = ("Organization", "Location", "Practitioner", "PractitionerRole", "Patient", "RelatedPerson")
ORDER = (PEOPLE_AND_PLACES, ("Encounter",), None)  # None: all others; a document finds here what its columns refer to

Clock = Callable[[], datetime]
Tick = Callable[[str, int, int], None]


@dataclass
class Import:
    """What was done: one report for each file, all of them in `folder`."""

    folder: Path
    files: list[FileReport] = field(default_factory=list)

    def total(self, what: str) -> int:
        """Return how many resources came to that, in all files."""
        return sum(file.total(what) for file in self.files)

    @property
    def is_whole(self) -> bool:
        """Whether everything was taken in."""
        return not self.total(REFUSED) and not any(file.fault for file in self.files)


def import_from(
    path: Path,
    *,
    source: str,
    reports: Path,
    by: Actor,
    clock: Clock,
    on_conflict: str = "refuse",
    processes: int = 1,
    tick: Tick = lambda stage, bytes, resources: None,
) -> Import:
    """Take in every resource at the path, and report on each file in a new folder `reports`.

    Each batch is a transaction of its own: an import that was interrupted is begun again, passes over what is here and
    continues. Nothing comes twice: a find keeps its id, or has the same one each time. What cannot be kept is refused
    alone, and told. `tick` hears how far it is: a stage, bytes read, resources done.

    :raises NotReadable: there is nothing to be read at the path.
    """
    with pieces_at(path) as pieces, tempfile.TemporaryDirectory(prefix="telepraxis-import-") as scratch:
        if not pieces:
            raise NotReadable(f"There is no .json, .ndjson or .jsonl file (nor one with .gz) at {path}.")
        setting = Setting(
            by.organization_id, _source(source, by, clock()), source, by, Path(scratch) / "addresses", on_conflict
        )
        addresses = Addresses(setting.addresses)
        contents = look_through(pieces, addresses, setting, tick=lambda *done: tick("reading", *done))
        addresses.close()
        reports.mkdir(parents=True)
        done = Import(reports, [_begun(number, each, reports) for number, each in enumerate(contents)])
        with workers(setting, processes, lambda taken: _note(taken, done, tick)) as taking:
            for types in ORDER:
                for number, each in enumerate(contents):
                    for batch in _batches(number, each, types):
                        taking.take(batch, clock())
                    tick("writing", each.piece.size if _has(each, types) else 0, 0)
                taking.finish()
    return _written(done, source)


def _source(name: str, by: Actor, now: datetime):
    with tenancy.serving(by.organization_id):
        source, _ = Source.objects.get_or_create(
            organization_id=by.organization_id, name=name[:200], defaults={"first_at": now}
        )
    return source.id


def _begun(number: int, contents: Contents, folder: Path) -> FileReport:
    """Begin a file's report with what could not even be read."""
    report = FileReport(number, contents.piece.name, folder, fault=contents.fault)
    report.add(
        [
            Taken(number, fault.position, "", "", REFUSED, (Issue("error", "structure", fault.why),))
            for fault in contents.faults
        ]
    )
    return report


def _note(taken: list[Taken], done: Import, tick: Tick) -> None:
    for number in sorted({each.file for each in taken}):
        done.files[number].add([each for each in taken if each.file == number])
    tick("writing", 0, len(taken))


def _has(contents: Contents, types: tuple[str, ...] | None) -> bool:
    return any(_belongs(type, types) for type in contents.types)


def _belongs(type: str, types: tuple[str, ...] | None) -> bool:
    if types is not None:
        return type in types
    return not any(type in earlier for earlier in ORDER if earlier)


def _batches(number: int, contents: Contents, types: tuple[str, ...] | None) -> Iterator[list[Item]]:
    """Yield the piece's resources of these types, some hundreds at a time."""
    if not _has(contents, types):
        return
    batch, size = [], 0
    for find in _finds(contents):
        if not _belongs(find.type, types):
            continue
        batch.append(Item(number, find.position, find.type, _their_id(find, contents), find.text))
        size += len(find.text)
        if len(batch) == BATCH or size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _finds(contents: Contents) -> Iterator[Find]:
    """Yield what can be read; what cannot was told after the first reading."""
    try:
        yield from (find for find in finds_in(contents.piece) if isinstance(find, Find))
    except NotReadable:
        return


def _their_id(find: Find, contents: Contents) -> str:
    if find.id is None and not find.full_url and not contents.mark:
        contents.mark = str(digest_of_piece(contents.piece))
    return id_there(id=find.id, full_url=find.full_url, file=contents.mark, position=find.position)


def _written(done: Import, source: str) -> Import:
    total = ", ".join(f"{done.total(what):,} {what}" for what in OUTCOMES)
    (done.folder / "report.txt").write_text(f"Import from {source}: {total}\n")
    for file in done.files:
        file.write()
    return done
