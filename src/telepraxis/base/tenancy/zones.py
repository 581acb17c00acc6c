"""In which time zone an organization lives."""

from uuid import UUID
from zoneinfo import ZoneInfo

from .known import known_tenant


def zone_of(organization_id: UUID) -> ZoneInfo:
    """Return the organization's zone, without a query for each page."""
    return ZoneInfo(known_tenant(organization_id).time_zone)
