"""The web process: pages and sockets on the port that the supervisor opened (python -m telepraxis.server.web)."""

import argparse
import asyncio
import gc
import os
import resource
import socket
from contextlib import suppress
from pathlib import Path

import uvicorn

from telepraxis.server.serving import note_serving

LET_IN_S = 0.15
YOUNG = 5_000  # objects made before the collector looks at them


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser("python -m telepraxis.server.web", description=__doc__)
    parser.add_argument("--descriptor", type=int, required=True, help="the listening socket, inherited")
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--trusts-proxy", action="store_true")
    given = parser.parse_args(arguments)
    _allow_many_connections()
    asyncio.run(serve(given))
    os._exit(0)  # a page thread that still works must not hold the stop


def _allow_many_connections() -> None:
    """Raise our own limit of open files to what we are allowed: each waiting patient holds a socket."""
    _, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, allowed))


def _look_no_more_at_what_is_loaded() -> None:
    """Keep the house itself out of the collector's rounds: each full round over it stopped every page for 45 ms.

    And go round less often: a page of a chart makes so many objects that after 700 of them nearly all are still in use,
    and grow old in vain; every seventeenth page then paid for a full round.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)


async def serve(given: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT; open requests get a second to end."""
    config = uvicorn.Config(
        "telepraxis.server.asgi:application",
        fd=given.descriptor,
        ssl_certfile=given.certificate,
        ssl_keyfile=given.key,
        proxy_headers=given.trusts_proxy,
        forwarded_allow_ips="127.0.0.1,::1",
        timeout_graceful_shutdown=1,
        timeout_keep_alive=30,
        access_log=False,
        server_header=False,
        ws_max_size=1024 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        log_level="info",
    )
    config.load()
    _look_no_more_at_what_is_loaded()
    server = _Server(config)
    listening = socket.socket(fileno=given.descriptor)
    listening.setblocking(False)
    fresh = asyncio.ensure_future(_keep_certificate_fresh(config, given))
    await server.serve(sockets=[listening])
    fresh.cancel()
    with suppress(asyncio.CancelledError):
        await fresh


class _Server(uvicorn.Server):
    """Tells when it takes requests; before it ends it lets those who were just let in say what they came for."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if home := os.environ.get("TELEPRAXIS_HOME"):
            note_serving(Path(home))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for taking in self.servers:
            taking.close()
        await asyncio.sleep(LET_IN_S)
        await super().shutdown(sockets)


async def _keep_certificate_fresh(config: uvicorn.Config, given: argparse.Namespace) -> None:
    if config.ssl:
        from telepraxis.server.tls.reloading import keep_fresh

        await keep_fresh(config.ssl, given.certificate, given.key or given.certificate)


if __name__ == "__main__":
    main()
