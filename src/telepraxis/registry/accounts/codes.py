"""One use of each code: the database decides which of many parallel uses wins."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction

from .models import SpentCode

KEPT_FOR = timedelta(days=2)


class AlreadySpent(Exception):
    """This code or link was used before."""


def spend(*parts: object, now: datetime) -> None:
    """Spend the code that these parts name.

    :raises AlreadySpent: somebody spent it first.
    """
    digest = sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
    try:
        with transaction.atomic():
            SpentCode(digest=digest, spent_at=now).save(force_insert=True)
    except IntegrityError as reason:
        raise AlreadySpent from reason


def forget_old(*, now: datetime) -> int:
    """Remove spent codes that are past every validity; return how many."""
    return SpentCode.objects.filter(spent_at__lt=now - KEPT_FOR).delete()[0]
