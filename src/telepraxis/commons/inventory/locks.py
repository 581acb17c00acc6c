"""Stand in line for items. Every verb that moves stock begins here; whoever changes several locks them all at once."""

from collections.abc import Iterable
from uuid import UUID

from django.db import OperationalError
from psycopg import errors

from .models import Item


class TooManyAtOnce(Exception):
    """Others are moving the same stock just now; trying again in a moment helps."""


def hold_items(items: Iterable[UUID]) -> dict[UUID, Item]:
    """Let nobody else move these items until this transaction, or the savepoint around it, is over.

    A caller with several verbs in one transaction holds all their items first: taken in the order of their ids, no two
    wait for each other. How long anybody waits is the connection's `lock_timeout`.

    :raises TooManyAtOnce: the wait was too long.
    :raises Item.DoesNotExist: one is not here.
    """
    wanted = sorted(set(items))
    try:
        found = {
            row.id: row for row in Item.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("id")
        }
    except OperationalError as problem:
        if isinstance(problem.__cause__, errors.LockNotAvailable):
            raise TooManyAtOnce from problem
        raise
    if len(found) < len(wanted):
        raise Item.DoesNotExist
    return found
