"""Open, amend and close the places where patients are seen."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7

from .document import location_document
from .founding import known_time_zone
from .models import OrganizationProfile, Site
from .permissions import may_manage_organization


class SiteNameTaken(ValueError):
    """The organization has a site of this name already."""


def sites_of(organization_id: UUID, *, closed: bool = False) -> list[Site]:
    """Return the organization's open sites (with `closed` all of them), by name."""
    found = Site.objects.filter(organization_id=organization_id)
    return list((found if closed else found.filter(closed_at=None)).order_by("name"))


@transaction.atomic
def open_site(
    *,
    name: str,
    time_zone: str,
    street: str = "",
    city: str = "",
    postal_code: str = "",
    phone: str = "",
    by: Actor,
    now: datetime,
) -> Site:
    """Open a site.

    :raises SiteNameTaken: there is one of this name.
    :raises UnknownTimeZone: the zone is not in the IANA table.
    """
    site = Site(id=uuid7(), organization_id=by.organization_id)
    return _keep(site, "organizations.site_opened", name, time_zone, street, city, postal_code, phone, by, now)


@transaction.atomic
def amend_site(
    *,
    site: Site,
    name: str,
    time_zone: str,
    street: str = "",
    city: str = "",
    postal_code: str = "",
    phone: str = "",
    by: Actor,
    now: datetime,
) -> Site:
    """Correct a site's name, address, phone or zone.

    :raises SiteNameTaken: another has this name.
    :raises UnknownTimeZone: the zone is not in the IANA table.
    """
    return _keep(site, "organizations.site_amended", name, time_zone, street, city, postal_code, phone, by, now)


@transaction.atomic
def close_site(*, site: Site, by: Actor, now: datetime) -> Site:
    """Close a site: nothing new is booked there; what was stays readable."""
    may_manage_organization.require(by)
    site.closed_at = now
    record.write("Location", _document_of(site), by=by, now=now)
    site.save(update_fields=["closed_at"])
    audit.wrote(by, "organizations.site_closed", entity=("Site", site.id))
    return site


def _keep(site, action, name, time_zone, street, city, postal_code, phone, by: Actor, now: datetime) -> Site:
    may_manage_organization.require(by)
    known_time_zone(time_zone)
    site.name, site.time_zone, site.phone = name, time_zone, phone
    site.street, site.city, site.postal_code = street, city, postal_code
    site.document = record.write("Location", _document_of(site), by=by, now=now)
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError as taken:
        raise SiteNameTaken(_("There is a site called “%(name)s” already.") % {"name": name}) from taken
    audit.wrote(by, action, entity=("Site", site.id))
    return site


def _document_of(site: Site) -> dict:
    profile = OrganizationProfile.objects.select_related("document").get(organization_id=site.organization_id)
    return location_document(
        logical_id=site.document.logical_id if site.document_id else None,
        name=site.name,
        address={
            "street": site.street,
            "city": site.city,
            "postal_code": site.postal_code,
            "country": profile.jurisdiction.partition("-")[0],
        },
        phone=site.phone,
        managed_by=profile.document.logical_id,
        open=site.closed_at is None,
    )
