"""A new folder, or a new zip, that files are written into one after the other; each is counted and has its SHA-256."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from .pieces import NotReadable


class Parcel:
    """What is written; the manifest is added at the end, so that one without it is not whole."""

    def __init__(self, folder: Path | None, archive: zipfile.ZipFile | None) -> None:
        self.folder, self.archive = folder, archive
        self.files: list[dict[str, Any]] = []

    @contextmanager
    def lines(self, name: str, **about: Any) -> Iterator["Lines"]:
        """Yield where the lines of one file go; a file without any is not kept."""
        lines = Lines(lambda: self._open(name))
        try:
            yield lines
        finally:
            lines.close()
        if lines.count:
            self.files.append(
                {"name": name, **about, "count": lines.count, "bytes": lines.size, "sha256": lines.mark.hexdigest()}
            )

    def add(self, name: str, content: bytes) -> None:
        """Write a whole file."""
        with self._open(name) as file:
            file.write(content)

    def finish(self, manifest: dict[str, Any], readme: str) -> dict[str, Any]:
        """Write README and manifest; return the manifest with its files."""
        whole = {**manifest, "files": self.files}
        self.add("README.txt", readme.encode())
        self.add("manifest.json", json.dumps(whole, indent=1).encode() + b"\n")
        return whole

    def _open(self, name: str) -> BinaryIO:
        if self.archive is not None:
            return self.archive.open(name, "w", force_zip64=True)
        path = self.folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


class Lines:
    """One file of lines; made with its first line."""

    def __init__(self, opened) -> None:
        self._opened, self._file = opened, None
        self.count, self.size, self.mark = 0, 0, hashlib.sha256()

    def add(self, text: str) -> None:
        """Add a line."""
        if self._file is None:
            self._file = self._opened()
        data = text.encode() + b"\n"
        self._file.write(data)
        self.mark.update(data)
        self.count, self.size = self.count + 1, self.size + len(data)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


@contextmanager
def parcel_at(to: Path) -> Iterator[Parcel]:
    """Yield a new folder, or a new zip where the name ends so; for its owner alone, since it holds records.

    :raises NotReadable: something is there already.
    """
    if to.exists() and (to.is_file() or any(to.iterdir())):
        raise NotReadable(f"Something lies at {to} already. Name a new folder or file.")
    if to.suffix.lower() != ".zip":
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield Parcel(to, None)
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    with (
        os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
    ):
        yield Parcel(None, archive)
