"""The link to the next page: the whole question and where it goes on, closed, for a URL may end in a log.

It opens only for the organization it was made for, and for a day.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from django.conf import settings

from telepraxis.base.fhir.outcome import invalid
from telepraxis.base.sealing import CannotOpen

LASTS = timedelta(days=1)
LONG = 400


@dataclass(frozen=True, slots=True)
class Turned:
    """A page that was asked for: the question's parameters, and the cursor of the page before."""

    pairs: tuple[tuple[str, str], ...]
    after: list


def seal_page(
    type: str, pairs: tuple[tuple[str, str], ...], after: list, *, organization_id: UUID, now: datetime
) -> str:
    """Return the value of `_page` for the page after the cursor; `type` is "" in a search of the whole system."""
    plain = orjson.dumps([type, pairs, after, int((now + LASTS).timestamp())])
    plain = b"z" + zlib.compress(plain, 1) if len(plain) > LONG else b" " + plain
    sealed = settings.FIELD_KEYS.seal(plain, about=_about(organization_id))
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def open_page(token: str, type: str, *, organization_id: UUID, now: datetime) -> Turned:
    """Return what `seal_page` closed for the same organization and type.

    :raises Refused: it was made up, made for somebody else, or is older than a day.
    """
    try:
        sealed = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        plain = settings.FIELD_KEYS.open(sealed, about=_about(organization_id))
    except (CannotOpen, ValueError):
        raise _refused() from None
    sealed_type, pairs, after, until = orjson.loads(zlib.decompress(plain[1:]) if plain[:1] == b"z" else plain[1:])
    if sealed_type != type or until < now.timestamp():
        raise _refused()
    return Turned(tuple((name, value) for name, value in pairs), after)


def _about(organization_id: UUID) -> bytes:
    return b"record.search page " + organization_id.bytes


def _refused():
    return invalid("This page is not there, or no longer: a link to the next page lasts a day. Ask again.", "_page")
