"""An SMTP server on this machine that keeps each mail as a file, newest names last."""

import argparse
import os
import signal
import socket
import tempfile
import threading
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

KEPT = 2000


class Keeper:
    """aiosmtpd's handler. `answers` maps a recipient to the refusal a real server would give, for tests."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        self._keep(head.encode() + envelope.content)
        return "250 Kept"

    def _keep(self, content: bytes) -> None:
        descriptor, draft = tempfile.mkstemp(dir=self.folder, prefix=".draft-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(draft, self.folder / f"{time.time_ns():020d}.eml")
        for old in sorted(self.folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)


class _Server(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="mailsink", enable_SMTPUTF8=True, data_size_limit=20_000_000)


class Sink:
    """A running sink: `with Sink(folder) as sink:`; `sink.port` is free unless given, `sink.url` names it."""

    def __init__(self, folder: Path, port: int = 0, host: str = "127.0.0.1"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder, self.keeper, self.port = folder, Keeper(folder), port or _free_port(host)
        self._controller = _Server(self.keeper, hostname=host, port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> "Sink":
        self._controller.start()
        return self

    def __exit__(self, *_) -> None:
        self._controller.stop()


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as listening:
        return listening.getsockname()[1]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser("python -m telepraxis.server.mailsink", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    given, stop = parser.parse_args(arguments), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with Sink(given.folder, given.port):
        stop.wait()
