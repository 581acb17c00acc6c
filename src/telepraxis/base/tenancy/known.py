"""What every page needs to know of its organization: name and zone, without a query each time."""

import time
from uuid import UUID

from .models import Tenant

KEPT_S = 60
_kept: dict[UUID, tuple[float, Tenant]] = {}


def known_tenant(organization_id: UUID) -> Tenant:
    """Return the organization's row, at most a minute old.

    :raises Tenant.DoesNotExist: there is no such organization.
    """
    until, tenant = _kept.get(organization_id, (0.0, None))
    if tenant is None or until < time.monotonic():
        tenant = Tenant.objects.get(pk=organization_id)
        _kept[organization_id] = (time.monotonic() + KEPT_S, tenant)
    return tenant
