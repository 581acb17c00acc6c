"""An archive: a folder with the database as PostgreSQL packed it, the list of files, and a sealed manifest."""

import hashlib
import hmac
import json
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import telepraxis
from telepraxis.server.key_sheet import fingerprints
from telepraxis.server.postgres.binaries import MAJOR

from .pool import Entry, entries_in
from .trouble import ArchiveRefused

MANIFEST, FILES = "manifest.json", "files.jsonl"
FORMAT = 1
NEEDED_RINGS = ("files", "fields")
_NAME = re.compile(r"^\d{8}T\d{6}Z$")


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. `rows` counts each table before and after; `seal` is over all the rest."""

    name: str
    line: str
    kind: str  # "cluster": the embedded server, to any second; "dump": a server of the operator's own
    began_at: datetime
    ended_at: datetime
    telepraxis: str
    postgresql: int
    members: dict[str, dict]
    keys: dict[str, str]
    rows: dict[str, list[int]]
    stored: dict[str, int]
    starts: dict = field(default_factory=dict)
    seal: dict = field(default_factory=dict)
    format: int = FORMAT

    def sealed(self, rings: dict[str, list[dict]]) -> "Manifest":
        """Return it with a seal of the current key of files: whoever has the key sees that nothing was changed."""
        key = rings["files"][0]
        seal = {"key": key["id"], "seal": _seal(self._sealed_text(), key["secret"])}
        return Manifest(**{**self.__dict__, "seal": seal})

    def refuse_changed(self, rings: dict[str, list[dict]]) -> None:
        """:raises ArchiveRefused: the manifest is not what was written."""
        secret = next((key["secret"] for key in rings["files"] if key["id"] == self.seal.get("key")), "")
        if not hmac.compare_digest(_seal(self._sealed_text(), secret), str(self.seal.get("seal"))):
            raise ArchiveRefused(f"The manifest of {self.name} was changed or damaged. Take another archive.")

    def refuse_wrong_keys(self, rings: dict[str, list[dict]]) -> None:
        """:raises ArchiveRefused: the sheet lacks a key that this archive needs, or has another one of that name."""
        held = fingerprints(rings, *NEEDED_RINGS)
        wrong = sorted(name for name, value in self.keys.items() if held.get(name) != value)
        if wrong:
            raise ArchiveRefused(
                f"This key sheet does not open the archive {self.name}: it lacks {', '.join(wrong)}. "
                f"Take the sheet that was printed last before {self.ended_at:%d %b %Y %H:%M} UTC or after it."
            )

    def refuse_other_program(self) -> None:
        """:raises ArchiveRefused: this program cannot read it."""
        if self.format != FORMAT or _version(self.telepraxis) > _version(telepraxis.__version__):
            raise ArchiveRefused(
                f"The archive {self.name} was made by Telepraxis {self.telepraxis}; this is {telepraxis.__version__}. "
                "Install that version, or a newer one, and restore with it."
            )
        if self.kind == "cluster" and self.postgresql != MAJOR:
            raise ArchiveRefused(
                f"The archive {self.name} is of PostgreSQL {self.postgresql}, this Telepraxis brings {MAJOR}. Restore "
                f"it with Telepraxis {self.telepraxis}; move to {MAJOR} afterwards (docs/guides/running.md)."
            )

    def text(self) -> str:
        return json.dumps({"telepraxis backup": FORMAT} | self._plain(), indent=1, default=str)

    def _plain(self) -> dict:
        said = asdict(self)
        return said | {name: said[name].isoformat() for name in ("began_at", "ended_at")}

    def _sealed_text(self) -> bytes:
        said = {name: value for name, value in self._plain().items() if name != "seal"}
        return json.dumps(said, sort_keys=True).encode()


@dataclass(frozen=True)
class Archive:
    """An archive where it lies."""

    folder: Path
    manifest: Manifest

    @classmethod
    def at(cls, folder: Path) -> "Archive":
        """Read the archive's manifest.

        :raises ArchiveRefused: there is no archive, or its manifest cannot be read.
        """
        try:
            said = json.loads((folder / MANIFEST).read_text())
            if said.pop("telepraxis backup", None) is None:
                raise ArchiveRefused(f"{folder} was not made by telepraxis backup.")
            for name in ("began_at", "ended_at"):
                said[name] = datetime.fromisoformat(said[name])
            return cls(folder, Manifest(**said))
        except OSError:
            raise ArchiveRefused(
                f"{folder} is no archive: it has no {MANIFEST}. Name a folder of archives/, or the whole backup home."
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ArchiveRefused(f"The manifest of {folder} is damaged. Take another archive.") from None

    @property
    def backups(self) -> Path:
        return self.folder.absolute().parents[2]

    @property
    def pool(self) -> Path:
        return self.backups / "pool"

    @property
    def stream(self) -> Path:
        return self.folder.parents[1] / "stream"

    def entries(self) -> list[Entry]:
        return entries_in((self.folder / FILES).read_text())

    def files_since(self) -> list[Entry]:
        """Return the files that came after some archive of this line."""
        journal = self.folder.parents[1] / "files-since.jsonl"
        return entries_in(journal.read_text()) if journal.exists() else []

    def keys_since(self) -> dict[str, tuple[str, str]]:
        """Return {"ring id": (fingerprint, made at)} of the keys that were in use when the stream was last seen."""
        try:
            return json.loads((self.folder.parents[1] / "keys-since.json").read_text())
        except (OSError, ValueError):
            return {}

    def refuse_damaged(self) -> None:
        """Compare every member with its checksum.

        :raises ArchiveRefused: one is missing, cut short or changed.
        """
        for name, said in self.manifest.members.items():
            path = self.folder / name
            if not path.exists():
                raise ArchiveRefused(f"{name} is missing in {self.folder}. Copy the whole folder, or take another.")
            if path.stat().st_size != said["size"]:
                raise ArchiveRefused(f"{path} has {path.stat().st_size} bytes instead of {said['size']}: it was cut "
                                     "short or changed. Copy it again, or take another archive.")  # fmt: skip
            if checksum(path) != said["sha256"]:
                raise ArchiveRefused(f"{path} is damaged: its checksum differs. Copy it again, or take another one.")


def archives_of(line_folder: Path) -> list[Archive]:
    """Return the whole archives of a line, the oldest first; one that cannot be read is left out."""
    found = []
    for folder in sorted((line_folder / "archives").glob("*")):
        if _NAME.match(folder.name):
            try:
                found.append(Archive.at(folder))
            except ArchiveRefused:
                continue
    return found


def chosen(named: Path, until: datetime | None) -> Archive:
    """Return the archive that `named` is, or the newest one in the line or backup home that it is.

    With `until` the newest that was whole by then.

    :raises ArchiveRefused: there is none.
    """
    if (named / MANIFEST).exists() or not named.is_dir():
        return Archive.at(named)
    folder = named.parent if named.name == "archives" else named
    lines = [folder] if (folder / "archives").is_dir() else sorted(folder.glob("*"))
    found = [archive for line in lines for archive in archives_of(line)]
    fit = [archive for archive in found if until is None or archive.manifest.ended_at <= until]
    if not fit:
        raise ArchiveRefused(
            f"No archive in {named} was whole by {until:%d %b %Y %H:%M:%S} UTC. The oldest is of "
            f"{min(one.manifest.ended_at for one in found):%d %b %Y %H:%M:%S}." if found and until
            else f"There is no archive in {named}."
        )  # fmt: skip
    return max(fit, key=lambda archive: archive.manifest.ended_at)


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seal(text: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), b"telepraxis archive " + text, hashlib.sha256).hexdigest()


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])
