"""Each quarter of an hour: keep what is published in step with the stock."""

from datetime import datetime
from uuid import UUID

from telepraxis.base import tenancy
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.tenancy.zones import zone_of
from telepraxis.commons.inventory.models import Price

from . import publishing
from .models import OwnStorefront
from .telling import tell_soon


@every("*/15 * * * *", name="storefronts.look_after")
def look_after(*, now: datetime) -> None:
    """Bring up what no movement of stock tells of: lots that expired at midnight, prices that hold from now on; and
    tell partners that were not told yet.
    """
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            own = OwnStorefront.objects.filter(published_at__isnull=False).first()
            if own is None:
                continue
            if _is_another_day(own, now):
                publishing.refresh(now=now)
            else:
                publishing.refresh(items=_priced_since(own.refreshed_at, now), now=now)
            tell_soon(organization_id, now=now)


def _is_another_day(own: OwnStorefront, now: datetime) -> bool:
    zone = zone_of(own.organization_id)
    return own.refreshed_at is None or own.refreshed_at.astimezone(zone).date() != now.astimezone(zone).date()


def _priced_since(since: datetime, now: datetime) -> set[UUID]:
    """Return the items with a price that was set to hold from a later time on, which has come."""
    return set(Price.objects.filter(valid_from__gt=since, valid_from__lte=now).values_list("item_id", flat=True))
