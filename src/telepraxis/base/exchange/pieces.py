"""The files that lie at a path: one, a folder's, or those in a zip; each may be compressed with gzip.

Nothing is ever unpacked onto the disk, so a name inside a zip is a label and leads nowhere.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import orjson

READ_BY_NAME = (".json", ".ndjson", ".jsonl")
MOST_IN_ZIP = 1_000_000  # files
LARGEST_PIECE = 64 * 2**30  # bytes, unpacked
LARGEST_RATIO = 200  # how much larger something may become when it is unpacked ...
FREE_OF_RATIO = 32 * 2**20  # ... beyond this size: a few bytes of repeated text are no bomb
OURS = "telepraxis export"


class NotReadable(Exception):
    """This is no file that could be read as FHIR; the text says why and what to do."""


@dataclass(frozen=True)
class Piece:
    """One file: its name as people know it, its size on disk, and how to read it."""

    name: str
    size: int
    _opened: Callable[[], BinaryIO]

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Yield the plain bytes from the beginning.

        :raises NotReadable: while reading: it is damaged, or unpacks to more than can be meant.
        """
        with self._opened() as packed:
            counted = Counted(packed)
            plain = Unpacked(counted, self.size) if _begins_as_gzip(counted) else counted
            yield io.BufferedReader(plain, 256 * 1024)

    @property
    def holds_lines(self) -> bool:
        return self.name.lower().removesuffix(".gz").endswith((".ndjson", ".jsonl"))


class Counted(io.RawIOBase):
    """A stream that begins again at most once, and refuses to become endlessly large."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.read_bytes, self.head = stream, 0, stream.read(2)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        data = self.head + self._next(max(0, len(buffer) - len(self.head)))
        self.head = b""
        if len(data) > len(buffer):
            data, self.head = data[: len(buffer)], data[len(buffer) :]
        buffer[: len(data)] = data
        self.read_bytes += len(data)
        if self.read_bytes > LARGEST_PIECE:
            raise NotReadable(f"It unpacks to more than {LARGEST_PIECE // 2**30} GB. Split it into smaller files.")
        return len(data)

    def _next(self, size: int) -> bytes:
        try:
            return self.stream.read(size)
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as fault:
            raise NotReadable(f"It is damaged, or packed in a way that is not known here: {fault}.") from None


class Unpacked(io.RawIOBase):
    """Gzip, unpacked bit by bit."""

    def __init__(self, packed: Counted, size: int) -> None:
        self.packed, self.size, self.made = packed, size, 0
        self.stream = gzip.GzipFile(fileobj=io.BufferedReader(packed), mode="rb")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        try:
            data = self.stream.read1(len(buffer))
        except (OSError, zlib.error, EOFError) as fault:
            raise NotReadable(f"It is damaged: {fault}. Ask for the file once more.") from None
        self.made += len(data)
        refuse_bomb(self.made, self.size)
        buffer[: len(data)] = data
        return len(data)


def refuse_bomb(made: int, size: int) -> None:
    """Refuse what unpacks to more than records ever do.

    :raises NotReadable: it does.
    """
    if made > LARGEST_PIECE or made > FREE_OF_RATIO and made > LARGEST_RATIO * max(1, size):
        raise NotReadable("It unpacks to far more than records ever do. It was not read to its end.")


def _begins_as_gzip(stream: Counted) -> bool:
    return stream.head == b"\x1f\x8b"


@contextmanager
def pieces_at(path: Path) -> Iterator[list[Piece]]:
    """Yield the pieces at a path, in the order of their names.

    :raises NotReadable: there is nothing, or the zip is damaged or far too large.
    """
    if path.is_dir():
        yield _in_folder(path)
    elif not path.is_file():
        raise NotReadable(f"There is nothing at {path}. Name a file, a folder or a zip.")
    elif zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                yield _in_zip(archive)
        except zipfile.BadZipFile as fault:
            raise NotReadable(f"The zip is damaged: {fault}.") from None
    else:
        yield [_on_disk(path, path.name)]


def pieces_in(name: str, content: bytes) -> Iterator[Piece]:
    """Yield the pieces of a file that lies in memory, a zip's one by one.

    :raises NotReadable: the zip is damaged or far too large.
    """
    if not content.startswith(b"PK\x03\x04"):
        yield Piece(name, len(content), lambda: io.BytesIO(content))
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from _in_zip(archive)
    except zipfile.BadZipFile as fault:
        raise NotReadable(f"The zip is damaged: {fault}.") from None


def _in_folder(folder: Path) -> list[Piece]:
    names = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    wanted = _listed_by_us(folder / "manifest.json")
    return [
        _on_disk(path, path.relative_to(folder).as_posix())
        for path in names
        if (wanted is None and _is_named_well(path.name)) or (wanted and path.relative_to(folder).as_posix() in wanted)
    ]


def _in_zip(archive: zipfile.ZipFile) -> list[Piece]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_IN_ZIP:
        raise NotReadable(f"The zip holds more than {MOST_IN_ZIP:,} files. Split it into smaller ones.")
    for member in members:
        refuse_bomb(member.file_size, member.compress_size)
    refuse_bomb(sum(member.file_size for member in members), sum(member.compress_size for member in members))
    wanted = _listed_in_zip(archive)
    return [
        Piece(member.filename, member.compress_size, _opens_member(archive, member))
        for member in sorted(members, key=lambda member: member.filename)
        if (wanted is None and _is_named_well(member.filename)) or (wanted and member.filename in wanted)
    ]


def _opens_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        try:
            return archive.open(member)
        except RuntimeError:
            raise NotReadable("It is locked with a password. Unlock it first.") from None
        except (zipfile.BadZipFile, NotImplementedError) as fault:
            raise NotReadable(f"It is damaged, or packed in a way that is not known here: {fault}.") from None

    return opened


def _on_disk(path: Path, name: str) -> Piece:
    return Piece(name, path.stat().st_size, lambda: path.open("rb"))


def _is_named_well(name: str) -> bool:
    plain = name.lower().removesuffix(".gz")
    return plain.endswith(READ_BY_NAME) and not name.rpartition("/")[2].startswith(".") and "__MACOSX/" not in name


def _listed_in_zip(archive: zipfile.ZipFile) -> set[str] | None:
    if "manifest.json" not in archive.namelist() or archive.getinfo("manifest.json").file_size > 2**20:
        return None
    return _resources_of(archive.read("manifest.json"))


def _listed_by_us(manifest: Path) -> set[str] | None:
    if not manifest.is_file() or manifest.stat().st_size > 2**20:
        return None
    return _resources_of(manifest.read_bytes())


def _resources_of(manifest: bytes) -> set[str] | None:
    """Return the files with resources that an export of ours names, None for anything else: history stays outside."""
    try:
        said = orjson.loads(manifest)
        return {file["name"] for file in said["files"] if file["holds"] == "resources"} if said["by"] == OURS else None
    except (ValueError, KeyError, TypeError):
        return None
