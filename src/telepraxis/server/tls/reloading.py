"""Takes up a renewed certificate in a running web process: new connections get it, open ones stay as they are."""

import asyncio
import ssl
from pathlib import Path

LOOK_EVERY_S = 10.0


async def keep_fresh(context: ssl.SSLContext, certificate: Path, key: Path, *, every_s: float = LOOK_EVERY_S) -> None:
    """Load the pair again each time a file changes, forever; a pair that does not fit is left alone until it does."""
    loaded = _stamp(certificate, key)
    while True:
        await asyncio.sleep(every_s)
        found = _stamp(certificate, key)
        if found != loaded and found is not None:
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
                context.load_cert_chain(certificate, key)
            except (OSError, ssl.SSLError):
                continue  # between two renames: the next look finds both
            loaded = found


def _stamp(*paths: Path) -> tuple | None:
    try:
        return tuple((path.stat().st_mtime_ns, path.stat().st_ino, path.stat().st_size) for path in paths)
    except OSError:
        return None
