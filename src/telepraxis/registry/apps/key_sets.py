"""Public keys that an app keeps at an address of its own. They are fetched before any transaction, never within one."""

import ipaddress
import socket
import time
from threading import Lock
from urllib.parse import urlsplit

import requests  # noqa: TID251 (fetched by the view of the token endpoint, outside every transaction)
from django.conf import settings
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

KEPT_S = 300
PATIENCE_S = 5
LARGEST = 64 * 1024
_kept: dict[str, tuple[float, KeySet]] = {}
_lock = Lock()


class KeysOutOfReach(Exception):
    """The keys could not be fetched, or are none."""


def keys_at(url: str) -> KeySet:
    """Return the keys at a registered address, at most five minutes old.

    :raises KeysOutOfReach: no answer in time, too large, moved elsewhere, not https, or no key set.
    """
    until, keys = _kept.get(url, (0.0, None))
    if keys is None or until < time.monotonic():
        keys = _fetched(url)
        with _lock:
            _kept[url] = (time.monotonic() + KEPT_S, keys)
    return keys


def forget(url: str) -> None:
    """Fetch anew at the next question: a key was not among them, so the app may have changed its keys."""
    with _lock:
        _kept.pop(url, None)


def _fetched(url: str) -> KeySet:
    _refuse_inner_addresses(url)
    try:
        with requests.get(url, timeout=PATIENCE_S, allow_redirects=False, stream=True) as answer:
            if answer.status_code != 200:
                raise KeysOutOfReach(f"{url} answered {answer.status_code}.")
            body = _read(answer, url)
        return KeySet.import_key_set(requests.models.complexjson.loads(body))
    except (requests.RequestException, JoseError, ValueError, TypeError, KeyError, AttributeError) as reason:
        raise KeysOutOfReach(f"{url} gave no keys.") from reason


def _read(answer: requests.Response, url: str) -> bytes:
    began, body = time.monotonic(), b""
    for piece in answer.iter_content(8192):
        body += piece
        if len(body) > LARGEST or time.monotonic() - began > PATIENCE_S:
            raise KeysOutOfReach(f"{url} gave too much, or too slowly.")
    return body


def _refuse_inner_addresses(url: str) -> None:
    """Pass for https to a public address. On a developer's machine and in the demonstration, this machine will do."""
    parts = urlsplit(url)
    if settings.MODE != "production" and parts.hostname in ("localhost", "127.0.0.1"):
        return
    if parts.scheme != "https":
        raise KeysOutOfReach(f"{url} is not https.")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError as reason:
        raise KeysOutOfReach(f"{parts.hostname} is not known.") from reason
    if any(not ipaddress.ip_address(each[4][0]).is_global for each in found):
        raise KeysOutOfReach(f"{url} lies inside a private network.")
