"""A copy in S3 storage, closed before it leaves this machine with a key of its own; and restoring from there.

Where: TELEPRAXIS_BACKUP_S3=s3://bucket/prefix; who: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; another provider:
AWS_ENDPOINT_URL. Each line keeps its own pool there: nothing of another line is ever removed.
"""

import gzip
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from telepraxis.base.sealing import CannotOpen, Key, KeyRing
from telepraxis.server import keys, private_files
from telepraxis.server.installation import Installation

from . import notes
from .archives import Archive, archives_of, chosen
from .chunks import Closed, opened
from .making import Say
from .places import Line
from .pool import place_of
from .trouble import ArchiveRefused, BackupTrouble

WHERE = "TELEPRAXIS_BACKUP_S3"
SENT = "offsite-sent.json"
GROWING = (".partial.gz", "files-since.jsonl", "keys-since.json")
PARTS = TransferConfig(multipart_chunksize=8 << 20, max_concurrency=2)
MENDABLE = (BotoCoreError, ClientError, OSError)


class Storage:
    """A bucket and a prefix in it. What goes in is closed, what comes out is opened."""

    def __init__(self, url: str, ring: KeyRing) -> None:
        parts = urlsplit(url)
        self.bucket, self.prefix, self.ring = parts.netloc, parts.path.strip("/"), ring
        self._client = boto3.client("s3", config=Config(retries={"mode": "standard", "max_attempts": 4},
                                    connect_timeout=10, read_timeout=60, s3={"addressing_style": "path"}))  # fmt: skip

    def names(self, beneath: str = "") -> dict[str, int]:
        """Return {name below the prefix: size} of what is there."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self._key(beneath))
        found = {item["Key"]: item["Size"] for page in pages for item in page.get("Contents", [])}
        cut = len(self.prefix) + 1 if self.prefix else 0
        return {key[cut:]: size for key, size in found.items()}

    def send(self, path: Path, name: str) -> None:
        with path.open("rb") as plain:
            self._client.upload_fileobj(Closed(plain, self.ring, name), self.bucket, self._key(name), Config=PARTS)

    def fetch(self, name: str, to: Path) -> None:
        """:raises ArchiveRefused: it does not open with the key sheet."""
        to.parent.mkdir(parents=True, exist_ok=True)
        sent = self._client.get_object(Bucket=self.bucket, Key=self._key(name))["Body"]
        body = io.BufferedReader(_Readable(sent), 1 << 20)
        try:
            with to.open("wb") as file:
                for chunk in opened(body, self.ring, name):
                    file.write(chunk)
        except CannotOpen as reason:
            raise ArchiveRefused(f"{name} in S3 does not open: {reason} Take the key sheet printed after the copy "
                                 "was set up, or another copy.") from None  # fmt: skip

    def remove(self, name: str) -> None:
        self._client.delete_object(Bucket=self.bucket, Key=self._key(name))

    def _key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name


class _Readable(io.RawIOBase):
    """A body of boto3 as a raw file."""

    def __init__(self, body) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        found = self._body.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


def send_copy(installation: Installation, line: Line) -> int:
    """Send what the copy lacks, remove what this line no longer keeps, and return how many objects went out.

    :raises BackupTrouble: the storage refused or was not reached; the next try goes on from there.
    """
    url = os.environ.get(WHERE, "")
    if not url.startswith("s3://"):
        raise BackupTrouble(f"No copy elsewhere is set up: {WHERE}=s3://bucket/prefix (docs/guides/backup.md).")
    key_file = Path(installation.environment()["TELEPRAXIS_SECRETS"])
    try:
        sent = _send(Storage(url, keys.ring_of_copies(key_file, now=datetime.now(UTC))), line)
    except (*MENDABLE, keys.KeysUnusable) as problem:
        notes.note(line, "offsite", ok=False, why=str(problem), where=url)
        raise BackupTrouble(f"The copy in {url} could not be brought up to date: {problem}") from None
    notes.note(line, "offsite", ok=True, sent=sent, where=url)
    return sent


def _send(storage: Storage, line: Line) -> int:
    there, here = storage.names(line.name + "/"), dict(_kept(line))
    before, sent = _read(line.folder / SENT), 0
    for name, path in here.items():
        state = _state(path)
        if state is None or name in there and (not name.endswith(GROWING) or before.get(name) == state):
            continue
        _send_one(storage, name, path)
        before[name], sent = state, sent + 1
    for name in set(there) - set(here):
        storage.remove(name)
    growing = {name: state for name, state in before.items() if name in here and name.endswith(GROWING)}
    private_files.write(line.folder / SENT, json.dumps(growing).encode())
    return sent


def _send_one(storage: Storage, name: str, path: Path) -> None:
    """Send a file; the open end of the stream, mostly zeros yet, is packed first."""
    if not name.endswith(".partial.gz"):
        storage.send(path, name)
        return
    with tempfile.NamedTemporaryFile() as packed:
        with path.open("rb") as plain, gzip.open(packed.name, "wb", compresslevel=1) as file:
            shutil.copyfileobj(plain, file, 1 << 20)
        storage.send(Path(packed.name), name)


def _kept(line: Line) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of what the copy must hold: a manifest always after what it speaks of."""
    for path in sorted(line.pool.glob("*/*")):
        if not path.name.startswith("."):
            yield f"{line.name}/pool/{path.parent.name}/{path.name}", path
    for path in sorted(line.stream.glob("0*")):
        yield f"{line.name}/stream/{path.name}" + (".gz" if path.suffix == ".partial" else ""), path
    for path in (line.files_since, line.folder / "keys-since.json"):
        if path.exists():
            yield f"{line.name}/{path.name}", path
    for archive in archives_of(line.folder):
        for member in [*archive.manifest.members, "manifest.json"]:
            yield f"{line.name}/archives/{archive.manifest.name}/{member}", archive.folder / member


def _state(path: Path) -> list[int] | None:
    """Return size and time, or None for a file of the stream that was packed a moment ago: it is sent next."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return [status.st_size, status.st_mtime_ns]


def _read(path: Path) -> dict:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


@contextmanager
def brought_near(url: str, rings: dict, until: datetime | None, *, say: Say) -> Iterator[Path]:
    """Fetch the newest fitting archive below the address, with its files and its stream; yield where it lies.

    :raises ArchiveRefused: there is none, or the key sheet does not open it.
    """
    if not rings.get(keys.COPIES):
        raise ArchiveRefused("This key sheet has no key for copies in S3: take one printed after the copy was set up.")
    ring = KeyRing([Key(entry["id"], keys.b64decode(entry["secret"])) for entry in rings[keys.COPIES]])
    root, _, rest = url.partition("/archives/")
    near = Path(tempfile.mkdtemp(prefix="telepraxis-restore-"))
    try:
        yield _fetch(Storage(root, ring), rest.strip("/"), until, near, say)
    except MENDABLE as problem:
        raise ArchiveRefused(f"{url} cannot be read: {problem}. Check AWS_ENDPOINT_URL and the credentials.") from None
    finally:
        shutil.rmtree(near, ignore_errors=True)


def _fetch(storage: Storage, wanted: str, until: datetime | None, near: Path, say: Say) -> Path:
    there = storage.names()
    if "archives" in {name.split("/")[0] for name in there}:  # the address named one line
        storage.prefix, _, line = storage.prefix.rpartition("/")
        there = {f"{line}/{name}": size for name, size in there.items()}
    for name in there:
        if name.endswith("/manifest.json") and (not wanted or f"/archives/{wanted}/" in name):
            storage.fetch(name, near / name)
    archive = chosen(near, until)
    line = archive.manifest.line
    say(f"Fetching archive {archive.manifest.name} from S3")
    start = archive.manifest.starts.get("segment", "")
    for name in there:
        parts = name.split("/")
        if parts[0] != line or name.endswith("/manifest.json"):
            continue
        if name.startswith(f"{line}/archives/{archive.manifest.name}/") or name.endswith(
            ("-since.jsonl", "-since.json")
        ):
            storage.fetch(name, near / name)
        elif parts[1] == "stream" and parts[2][8:24] >= start[8:]:
            storage.fetch(name, near / name)
    _fetch_files(storage, archive, there, near)
    return archive.folder


def _fetch_files(storage: Storage, archive: Archive, there: dict, near: Path) -> None:
    for entry in [*archive.entries(), *archive.files_since()]:
        place = place_of(near / "pool", entry.sha256)
        name = f"{archive.manifest.line}/pool/{entry.sha256[:2]}/{entry.sha256}"
        if not place.exists() and name in there:
            storage.fetch(name, place)
