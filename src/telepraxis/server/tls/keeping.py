"""Keeps the ACME certificate fresh: the process beside web that holds port 80 and renews in time."""

import argparse
import signal
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from telepraxis.server import private_files, turn

from . import certificate, state
from .acme_order import Authority
from .acme_order import obtain as order
from .http_door import HttpDoor, open_door
from .options import LETS_ENCRYPT, Options, TlsRefused

LOOK_AGAIN = timedelta(hours=1)


def certificate_path(home: Path, domain: str) -> Path:
    return home / "tls" / "acme" / f"{domain}.pem"


def is_good(path: Path, domain: str, now: datetime) -> bool:
    """Whether there is a certificate for this name that has not ended; a due one is renewed while it serves."""
    try:
        held = certificate.read(path)
    except (OSError, ValueError):
        return False
    return domain in held.names and not held.has_ended(now)


def obtain(options: Options, home: Path, *, now: datetime, door: HttpDoor | None = None) -> None:
    """Get a certificate, write it, and note how it went; without an open door, port 80 is opened for the while.

    :raises TlsRefused: with the authority's own words and the next step; the old certificate stays in place.
    """
    if door is None:
        with open_door(HttpDoor(_origin(options)), _door_host(options), options.http_port) as door:
            return obtain(options, home, now=now, door=door)
    path = certificate_path(home, options.domain)
    authority = Authority(options.directory, options.root, options.email)
    try:
        pem = order(options.domain, authority, home / "tls" / "acme", door.answers)
    except TlsRefused as refusal:
        state.write(home, mode="acme", certificate=path if path.exists() else None, now=now,
                    error=refusal.why, next_step=refusal.next_step)  # fmt: skip
        raise
    private_files.write(path, pem)
    turn.take_new_certificate(home)
    state.write(home, mode="acme", certificate=path, now=now)


def keep(options: Options, home: Path, stop: threading.Event, clock=lambda: datetime.now(UTC)) -> None:
    """Hold port 80 and renew when two thirds of the lifetime are over, until told to stop."""
    path = certificate_path(home, options.domain)
    with open_door(HttpDoor(_origin(options)), _door_host(options), options.http_port) as door:
        while not stop.is_set():
            held, now = certificate.read(path), clock()
            wake = min(held.renew_at, now + LOOK_AGAIN)
            if held.is_due(now):
                try:
                    obtain(options, home, now=now, door=door)
                    wake = now
                except TlsRefused as refusal:
                    print(f"certificate: {refusal}", flush=True)
                    wake = min(held.next_attempt(now), now + LOOK_AGAIN)
            stop.wait(max(0.0, (wake - clock()).total_seconds()))


def as_arguments(options: Options, home: Path) -> list[str]:
    """Return the command line that gives `main` these options."""
    given = ["--home", str(home), "--domain", options.domain, "--directory", options.directory,
             "--host", options.host, "--port", str(options.port), "--http-port", str(options.http_port)]  # fmt: skip
    if options.email:
        given += ["--email", options.email]
    return given + (["--root", str(options.root)] if options.root else [])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser("python -m telepraxis.server.tls", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--domain", required=True)
    parser.add_argument("--directory", default=LETS_ENCRYPT)
    parser.add_argument("--host", default="0.0.0.0")
    parser.add_argument("--port", type=int, default=443)
    parser.add_argument("--http-port", type=int, default=80)
    parser.add_argument("--email")
    parser.add_argument("--root", type=Path)
    given = vars(parser.parse_args(arguments))
    home, stop = given.pop("home"), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        keep(Options(**given), home, stop)
    except TlsRefused as refusal:
        raise SystemExit(str(refusal)) from None


def _origin(options: Options) -> str:
    return f"https://{options.domain}" if options.port == 443 else f"https://{options.domain}:{options.port}"


def _door_host(options: Options) -> str:
    return options.host if options.host not in ("localhost", "") else "127.0.0.1"
