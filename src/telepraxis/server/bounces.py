"""Takes back mail that could not be delivered: an SMTP listener for `bounce+<id>.<mac>@...`, and for nothing else.

Let the mail server of the domain hand these addresses to this process (docs/guides/mail.md);
`python -m telepraxis.server.bounces --host 127.0.0.1 --port 2525`.
"""

import argparse
import asyncio
import logging
import os
import signal
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "telepraxis.server.settings")
LARGEST = 1_000_000
log = logging.getLogger("telepraxis.bounces")


class Receiver:
    """aiosmtpd's handler: a forged or unknown address is refused before anything is read."""

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        from telepraxis.base import notify

        if not notify.is_return_path(address):
            return "550 5.1.1 No such address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        try:
            for address in envelope.rcpt_tos:
                await asyncio.to_thread(_take_back, address, envelope.content)
        except Exception as error:
            log.error("a bounce was put off: %s", type(error).__name__)
            return "451 4.3.0 Try again later"
        return "250 Taken"


class BounceListener(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="bounces", data_size_limit=LARGEST)


def _take_back(address: str, content: bytes) -> None:
    from django.db import close_old_connections
    from django.utils import timezone

    from telepraxis.base import notify

    close_old_connections()
    try:
        notify.come_back(to=address, content=content, now=timezone.now())
    finally:
        close_old_connections()


def main(arguments: list[str] | None = None) -> None:
    import django

    parser = argparse.ArgumentParser("python -m telepraxis.server.bounces", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    given, stop = parser.parse_args(arguments), threading.Event()
    django.setup()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    listener = BounceListener(Receiver(), hostname=given.host, port=given.port)
    listener.start()
    stop.wait()
    listener.stop()


if __name__ == "__main__":
    main()
