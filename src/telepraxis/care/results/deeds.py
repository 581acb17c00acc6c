"""Note what was done with an item, for its history."""

from datetime import datetime

from telepraxis.base.access import Actor

from .models import Deed, Item


def deed(item: Item, what: str, by: Actor, now: datetime, note: str = "") -> Deed:
    """Return the row, not written yet."""
    return Deed(
        organization_id=item.organization_id, item=item, what=what, at=now, by_name=by.name,
        account_id=by.account_id, note=note[:300],
    )  # fmt: skip


def note(item: Item, *whats: str, by: Actor, now: datetime, note: str = "") -> None:
    """Write what was done, in this order."""
    Deed.objects.bulk_create([deed(item, what, by, now, note) for what in whats])
