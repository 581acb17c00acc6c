"""The media relay (coturn): installed, and answering where browsers are sent."""

import os
import secrets
import shutil
import socket
from collections.abc import Iterator

from django.conf import settings

from .checks import Check, fail, ok, warn

COOKIE = bytes.fromhex("2112a442")  # RFC 5389 6
TRIES, WAIT_S = 3, 0.7
NEEDED = "Calls between strict networks fail without it: apt-get install coturn, then restart."


def look() -> Iterator[Check]:
    urls = [url for url in os.environ.get("TELEPRAXIS_TURN_URLS", "").split(",") if url]
    if not urls:
        installed = shutil.which("turnserver") or shutil.which("turnserver", path="/usr/sbin:/usr/local/bin")
        if installed:
            yield ok("relay", "coturn is installed; telepraxis up starts it")
        else:
            yield (fail if settings.MODE == "production" else warn)("relay", "coturn is not installed.", NEEDED)
        return
    for address in dict.fromkeys(address_of(url) for url in urls):
        if answers(address):
            yield ok("relay", f"{address[0]}:{address[1]} answers")
        else:
            yield fail("relay", f"{address[0]}:{address[1]} does not answer.", "Is it running, and its port open?")


def address_of(url: str) -> tuple[str, int]:
    """Return (host, port) of `turn:host:port?transport=udp`."""
    rest = url.partition(":")[2].partition("?")[0]
    host, _, port = rest.rpartition(":") if not rest.endswith("]") else (rest, "", "")
    return (host or port).strip("[]"), int(port) if host and port.isdigit() else 3478


def answers(address: tuple[str, int]) -> bool:
    """Whether a STUN binding request (RFC 5389) is answered."""
    request = bytes.fromhex("00010000") + COOKIE + secrets.token_bytes(12)
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        asking.settimeout(WAIT_S)
        for _ in range(TRIES):
            try:
                asking.sendto(request, address)
                if asking.recv(1024)[4:20] == request[4:20]:
                    return True
            except OSError:
                continue
    return False
