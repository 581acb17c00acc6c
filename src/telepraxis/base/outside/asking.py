"""Ask a server whose address somebody gave us, and be neither led into the own network nor kept waiting."""

import ipaddress
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from django.conf import settings

PATIENCE_S = 5
LARGEST = 64 * 1024  # bytes of an answer


class OutOfReach(Exception):
    """No answer in time, too large a one, moved elsewhere, not https, or an address inside a private network."""


@dataclass(frozen=True)
class Answer:
    """What the server said: the status of HTTP, and the bytes."""

    status: int
    body: bytes


def get(url: str, *, largest: int = LARGEST, patience_s: float = PATIENCE_S) -> Answer:
    """Return what lies at a public address.

    :raises OutOfReach: see there; no more than `largest` bytes are read.
    """
    return _asked("GET", url, None, {}, largest, patience_s)


def post(url: str, body: bytes, *, kind: str, largest: int = LARGEST, patience_s: float = PATIENCE_S) -> Answer:
    """Send bytes of a media type to a public address and return the answer.

    :raises OutOfReach: see there. The other side may have taken it all the same.
    """
    return _asked("POST", url, body, {"Content-Type": kind}, largest, patience_s)


def _asked(method: str, url: str, body: bytes | None, headers: dict, largest: int, patience_s: float) -> Answer:
    _refuse_inner_addresses(url)
    try:
        with requests.request(
            method, url, data=body, headers=headers, timeout=patience_s, allow_redirects=False, stream=True
        ) as answer:
            if answer.is_redirect:
                raise OutOfReach(f"{url} leads elsewhere.")
            return Answer(answer.status_code, _read(answer, url, largest, patience_s))
    except requests.RequestException as reason:
        raise OutOfReach(f"{url} gave no answer.") from reason


def _read(answer: requests.Response, url: str, largest: int, patience_s: float) -> bytes:
    began, body = time.monotonic(), b""
    for piece in answer.iter_content(8192):
        body += piece
        if len(body) > largest or time.monotonic() - began > patience_s:
            raise OutOfReach(f"{url} gave too much, or too slowly.")
    return body


def _refuse_inner_addresses(url: str) -> None:
    parts = urlsplit(url)
    if settings.MODE != "production" and parts.hostname in ("localhost", "127.0.0.1"):
        return
    if parts.scheme != "https" or not parts.hostname:
        raise OutOfReach(f"{url} is not https.")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as reason:
        raise OutOfReach(f"{parts.hostname} is not known.") from reason
    if any(not ipaddress.ip_address(each[4][0]).is_global for each in found):
        raise OutOfReach(f"{url} lies inside a private network.")
