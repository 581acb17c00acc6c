"""Static files, answered without Django: named by their content and kept for a year, compressed beforehand."""

import gzip
import json
import mimetypes
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import brotli

COMPRESSED = {".css", ".js", ".mjs", ".svg", ".html", ".json", ".txt", ".map", ".webmanifest", ".wasm"}
FOR_A_YEAR = b"public, max-age=31536000, immutable"
ASK_AGAIN = b"no-cache"
CHUNK = 256 * 1024
FORMER_STAYS_S = 30 * 86400
REST = re.compile(rb"bytes=(\d{1,12})-")  # no other range is answered: nobody needs one
BUILT_NAME = re.compile(r"-[0-9a-f]{10}\.")  # what the front-end build makes carries its hash already


@dataclass(frozen=True)
class StaticFile:
    """One file, its variants by content encoding, and the headers that go with all of them."""

    variants: dict[bytes, Path]
    headers: list[tuple[bytes, bytes]]
    mark: bytes  # of this content; each variant's etag is made of it

    def etag(self, encoding: bytes) -> bytes:
        """Return the strong etag of a variant (RFC 9110 8.8.3.3): its bytes are its own."""
        return b'"%s%s"' % (self.mark, b"-" + encoding if encoding else b"")


def compress_beforehand(root: Path) -> None:
    """Write a .gz and a .br beside each file that gets smaller by it."""
    for path in root.rglob("*"):
        if path.suffix not in COMPRESSED or not path.is_file():
            continue
        plain = path.read_bytes()
        for ending, squeezed in ((".gz", gzip.compress(plain, 9, mtime=0)), (".br", brotli.compress(plain))):
            beside = path.with_name(path.name + ending)
            if len(squeezed) < len(plain) * 0.9:
                beside.write_bytes(squeezed)
            else:
                beside.unlink(missing_ok=True)


def drop_former(root: Path, *, now: float) -> None:
    """Remove what an earlier version gathered, a month later: pages of that version may still be open somewhere."""
    manifest = root / "staticfiles.json"
    if not manifest.exists():
        return
    paths = json.loads(manifest.read_text())["paths"]
    current = {"staticfiles.json", *paths, *paths.values()}
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name.removesuffix(".gz").removesuffix(".br") not in current:
            if now - path.stat().st_mtime > FORMER_STAYS_S:
                path.unlink(missing_ok=True)


class CollectedFiles:
    """Serve the files that `collectstatic` gathered in `root`, found once at start: no other path can be asked for."""

    def __init__(self, root: Path, url: str) -> None:
        self.root = root
        manifest = root / "staticfiles.json"
        self._hashed = set(json.loads(manifest.read_text())["paths"].values()) if manifest.exists() else set()
        self.files = {
            url + path.relative_to(root).as_posix(): describe(path, for_a_year=self._is_named_by_content(path))
            for path in self._paths()
        }

    def find(self, path: str) -> StaticFile | None:
        return self.files.get(path)

    def _paths(self) -> list[Path]:
        if not self.root.is_dir():
            return []
        return [path for path in self.root.rglob("*") if path.is_file() and path.suffix not in (".gz", ".br")]

    def _is_named_by_content(self, path: Path) -> bool:
        return bool(BUILT_NAME.search(path.name)) or path.relative_to(self.root).as_posix() in self._hashed


class FoundFiles:
    """Serve the files where they lie in the rooms: for development, every time looked up anew."""

    def __init__(self, url: str) -> None:
        self.url = url

    def find(self, path: str) -> StaticFile | None:
        from django.contrib.staticfiles import finders

        found = finders.find(path.removeprefix(self.url))
        return describe(Path(found), for_a_year=False) if found and Path(found).is_file() else None


def describe(path: Path, *, for_a_year: bool) -> StaticFile:
    variants = {b"": path}
    for encoding, ending in ((b"br", ".br"), (b"gzip", ".gz")):
        squeezed = path.with_name(path.name + ending)
        if squeezed.exists():
            variants[encoding] = squeezed
    status = path.stat()
    mark = sha256(f"{path.name}{status.st_mtime_ns}{status.st_size}".encode()).hexdigest()[:20].encode()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind in ("application/javascript", "application/json"):
        kind += "; charset=utf-8"
    headers = [
        (b"content-type", kind.encode()),
        (b"cache-control", FOR_A_YEAR if for_a_year else ASK_AGAIN),
        (b"accept-ranges", b"bytes"),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"accept-encoding"),
    ]
    return StaticFile(variants, headers, mark)


async def send_static(files: CollectedFiles | FoundFiles, scope: dict, send: Callable) -> None:
    """Answer a GET or HEAD for a static file; 304 when the reader has it, 404 when there is none.

    A download that broke off goes on where it stopped (206): on a thin line whoever clicks early loses nothing.
    """
    asked = dict(scope["headers"])
    file = files.find(scope["path"])
    if file is None or scope["method"] not in ("GET", "HEAD"):
        status = 404 if file is None else 405
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        return
    accepted = {part.split(b";")[0].strip() for part in asked.get(b"accept-encoding", b"").split(b",")}
    encoding = next((name for name in (b"br", b"gzip") if name in file.variants and name in accepted), b"")
    etag = file.etag(encoding)
    headers = [*file.headers, (b"etag", etag)]
    if asked.get(b"if-none-match") == etag:
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    path = file.variants[encoding]
    size = os.path.getsize(path)
    begins = _begins_at(asked, etag, size) if scope["method"] == "GET" else 0
    headers.append((b"content-length", b"%d" % (size - begins)))
    if encoding:
        headers.append((b"content-encoding", encoding))
    if begins:
        headers.append((b"content-range", b"bytes %d-%d/%d" % (begins, size - 1, size)))
    await send({"type": "http.response.start", "status": 206 if begins else 200, "headers": headers})
    if scope["method"] == "HEAD":
        await send({"type": "http.response.body", "body": b""})
        return
    with path.open("rb") as content:
        content.seek(begins)
        while chunk := content.read(CHUNK):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _begins_at(asked: dict[bytes, bytes], etag: bytes, size: int) -> int:
    """Return from which byte on the reader asks for the rest of this very variant; 0: for all of it."""
    rest = REST.fullmatch(asked.get(b"range", b""))
    if not rest or asked.get(b"if-range", etag) != etag:
        return 0
    begins = int(rest[1])
    return begins if begins < size else 0
