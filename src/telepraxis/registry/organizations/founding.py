"""Found an organization: its row, its document, its profile."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.tenancy.models import Tenant

from .document import organization_document
from .events import OrganizationFounded
from .jurisdictions import UnknownJurisdiction, starter
from .models import OrganizationProfile

NOWHERE = {"street": "", "city": "", "postal_code": "", "country": ""}


class SlugTaken(ValueError):
    """Another organization of this installation has this short name."""


class UnknownTimeZone(ValueError):
    """No such zone in the IANA table."""


@transaction.atomic
def found_organization(
    *,
    slug: str,
    name: str,
    time_zone: str,
    jurisdiction: str,
    language: str = "en",
    phone: str = "",
    email: str = "",
    by: Actor | None = None,
    now: datetime,
) -> Tenant:
    """Let a practice begin; without `by` it is the installation itself that acts.

    :raises SlugTaken: the short name belongs to another.
    :raises UnknownTimeZone: the zone is not in the IANA table.
    :raises UnknownJurisdiction: the jurisdiction is not in the starter table.
    """
    validate_slug(slug)
    known_time_zone(time_zone)
    if jurisdiction not in starter():
        raise UnknownJurisdiction(jurisdiction)
    if Tenant.objects.filter(slug=slug).exists():
        raise SlugTaken(_("Another organization here is called %(slug)s. Choose another short name.") % {"slug": slug})
    tenant = Tenant(slug=slug, name=name, time_zone=time_zone, created_at=now)
    tenant.save(force_insert=True)
    with tenancy.serving(tenant.id):
        _describe(tenant, jurisdiction, language, phone, email, by or Actor.system(tenant.id), now)
    return tenant


def _describe(
    tenant: Tenant, jurisdiction: str, language: str, phone: str, email: str, by: Actor, now: datetime
) -> None:
    doc = organization_document(logical_id=None, name=tenant.name, address=NOWHERE, phone=phone, email=email)
    document = record.write("Organization", doc, by=by, now=now)
    OrganizationProfile.objects.create(
        organization=tenant,
        document=document,
        jurisdiction=jurisdiction,
        language=language,
        phone=phone,
        email=email,
    )
    audit.wrote(by, "organizations.founded", entity=("Organization", document.logical_id))
    tell(OrganizationFounded(organization_id=tenant.id, founded_at=now))


def known_time_zone(name: str) -> ZoneInfo:
    """Return the zone.

    :raises UnknownTimeZone: the name is not in the IANA table.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise UnknownTimeZone(_("There is no time zone “%(name)s”.") % {"name": name}) from unknown
