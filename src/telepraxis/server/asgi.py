"""The root application, on one port: sockets, static files, the API, pages through the bridge.

Each is refused by default.
"""

import os
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "telepraxis.server.settings")

from telepraxis.server.wsgi import application as pages

from channels.auth import AuthMiddlewareStack  # isort: skip
from channels.routing import URLRouter  # isort: skip
from channels.security.websocket import AllowedHostsOriginValidator  # isort: skip
from django.conf import settings  # isort: skip
from django.urls import re_path  # isort: skip
from django.utils.module_loading import import_string  # isort: skip

from telepraxis.base.rest import Rest
from telepraxis.server.bridge import Bridge
from telepraxis.server.static_files import CollectedFiles, FoundFiles, send_static

API = "/fhir/"
NO_SUCH_SOCKET = 4404


class Root:
    """Hand each connection to whom it belongs."""

    def __init__(self) -> None:
        self.bridge = Bridge(
            pages,
            threads=settings.PAGE_THREADS,
            lanes=settings.BRIDGE_LANES,
            upload_limit=settings.UPLOAD_LIMIT,
        )
        self.rest = Rest()
        routes = [*import_string(settings.SOCKET_ROUTES), re_path(r"", refuse_unknown_socket)]
        self.sockets = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(routes)))
        self.static = static_files()

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        if scope["type"] == "http":
            path = scope["path"]
            if path.startswith(API):
                await self.rest(scope, receive, send)
            elif path.startswith(settings.STATIC_URL):
                await send_static(self.static, scope, send)
            elif path == "/healthz":
                await answer_alive(send)
            else:
                await self.bridge(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.sockets(scope, receive, send)
        else:
            await live(receive, send, self.rest.close)


def static_files() -> CollectedFiles | FoundFiles:
    """Return the collected files of an installation; in development and tests the files where they lie."""
    if settings.MODE in ("production", "demo"):
        return CollectedFiles(settings.STATIC_ROOT, settings.STATIC_URL)
    return FoundFiles(settings.STATIC_URL)


async def refuse_unknown_socket(scope: dict, receive: Callable, send: Callable) -> None:
    await receive()
    await send({"type": "websocket.close", "code": NO_SUCH_SOCKET})


async def answer_alive(send: Callable) -> None:
    """Say that this process takes requests. What it needs besides (database, worker) the operator page shows."""
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"2"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


async def live(receive: Callable, send: Callable, close: Callable) -> None:
    """Follow the server's start and end (ASGI lifespan)."""
    while (message := await receive())["type"] != "lifespan.shutdown":
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
    await close()
    await send({"type": "lifespan.shutdown.complete"})


application = Root()
