"""One use of each idempotency key: the form that is sent twice does its deed once."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import connection

from telepraxis.base import tenancy

from .models import UsedKey


class KeyOfAnother(Exception):
    """This key has done another deed already."""


def made_with(key: UUID | None, deed: str, *asked) -> UUID | None:
    """Return the id of what the key has made, None when it is new; whoever else holds it now is waited for.

    :raises KeyOfAnother: it was used for something else.
    """
    if key is None:
        return None
    in_line("payments.key", key)
    used = UsedKey.objects.filter(key=key).first()
    if used is None:
        return None
    if (used.deed, used.asked) != (deed, _digest(asked)):
        raise KeyOfAnother(key)
    return used.made


def remember(key: UUID | None, deed: str, *asked, made: UUID, now: datetime) -> None:
    """Note what the key has made, in the transaction that makes it."""
    if key is not None:
        UsedKey(
            organization_id=tenancy.served_organization(), key=key, deed=deed, asked=_digest(asked), made=made, at=now
        ).save(force_insert=True)


def in_line(*about) -> None:
    """Wait until no other transaction of the organization works on the same thing, and hold it to the end of ours."""
    name = " ".join(str(each) for each in (tenancy.served_organization(), *about))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _digest(asked: tuple) -> str:
    return sha256("\0".join(str(each) for each in asked).encode()).hexdigest()
