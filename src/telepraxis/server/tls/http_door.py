"""Port 80: it answers the ACME server's question (RFC 8555 8.3) and sends everyone else to HTTPS."""

import socket
import threading
from contextlib import contextmanager

import uvicorn

from .options import TlsRefused

CHALLENGE = "/.well-known/acme-challenge/"


class HttpDoor:
    """An ASGI app. `answers` holds {token: key authorization} while a certificate is being asked for."""

    def __init__(self, origin: str):
        self.origin = origin
        self.answers: dict[str, str] = {}

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            return
        path = scope["path"]
        answer = self.answers.get(path.removeprefix(CHALLENGE)) if path.startswith(CHALLENGE) else None
        if answer is not None:
            await _reply(send, 200, [(b"content-type", b"application/octet-stream")], answer.encode())
        elif path.startswith(CHALLENGE):
            await _reply(send, 404, [], b"")
        else:
            query = b"?" + scope["query_string"] if scope["query_string"] else b""
            location = self.origin.encode() + scope.get("raw_path", path.encode()).split(b"?")[0] + query
            await _reply(send, 308, [(b"location", location)], b"")


async def _reply(send, status: int, headers: list, body: bytes) -> None:
    headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a bound socket.

    :raises TlsRefused: the port is taken or not allowed.
    """
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except PermissionError as reason:
        raise TlsRefused(
            f"This user may not listen on port {port}, where the ACME server asks.",
            "Use `telepraxis install-service`, which allows just that, or hand in certificates with --certificate.",
        ) from reason
    except OSError as reason:
        raise TlsRefused(
            f"Port {port} on {host} cannot be had: {reason.strerror}.",
            "Stop the other web server there, or let it stand in front with --behind-proxy.",
        ) from reason
    return listening


@contextmanager
def open_door(door: HttpDoor, host: str, port: int):
    """Serve the door from a thread while the block runs.

    :raises TlsRefused: the port is taken or not allowed.
    """
    listening = listening_socket(host, port)
    listening.listen(128)  # who asks before the server runs waits instead of being turned away
    server = uvicorn.Server(uvicorn.Config(door, lifespan="off", log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield door
    finally:
        server.should_exit = True
        thread.join(timeout=5)
        listening.close()
