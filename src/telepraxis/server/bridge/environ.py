"""An ASGI request as a WSGI environment (PEP 3333)."""

import sys
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

NEVER_PASSED_ON = {"proxy", "content-length", "transfer-encoding"}  # httpoxy; the length is what we counted ourselves


def environ_of(scope: dict, body: BinaryIO, length: int) -> dict:
    """Return the environment of a request whose body of `length` bytes has been gathered in `body`."""
    script_name, path = _split_path(scope)
    server = scope.get("server") or ("localhost", None)
    client = scope.get("client") or ("", None)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": script_name,
        "PATH_INFO": path,
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 80),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1] or ""),
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    environ.update(_headers(scope["headers"]))
    return environ


def _split_path(scope: dict) -> tuple[str, str]:
    """Return (SCRIPT_NAME, PATH_INFO): the bytes of the path, each as the character of the same number.

    The undecoded path is asked first: a server may have replaced bytes that are not UTF-8.
    """
    raw = scope.get("raw_path")
    path = unquote_to_bytes(raw.split(b"?", 1)[0]) if raw else scope["path"].encode()
    root = scope.get("root_path", "").rstrip("/").encode()
    if root and (path == root or path.startswith(root + b"/")):
        path = path[len(root) :]
    return root.decode("latin-1"), path.decode("latin-1")


def _headers(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers as HTTP_... variables. One with an underscore could pass for another: it is dropped."""
    found: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name in NEVER_PASSED_ON or "_" in name:
            continue
        key = "CONTENT_TYPE" if name == "content-type" else "HTTP_" + name.upper().replace("-", "_")
        if key in found and key != "CONTENT_TYPE":
            value = f"{found[key]}{'; ' if name == 'cookie' else ','}{value}"
        found[key] = value
    return found
