"""Public keys that an app keeps at an address of its own. They are fetched before any transaction, never within one."""

import json
import time
from threading import Lock

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from telepraxis.base import outside

KEPT_S = 300
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
    try:
        answer = outside.get(url)
        if answer.status != 200:
            raise KeysOutOfReach(f"{url} answered {answer.status}.")
        return KeySet.import_key_set(json.loads(answer.body))
    except outside.OutOfReach as reason:
        raise KeysOutOfReach(str(reason)) from reason
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as reason:
        raise KeysOutOfReach(f"{url} gave no keys.") from reason
