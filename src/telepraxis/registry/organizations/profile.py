"""Read and amend how the organization works."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.tenancy.models import Tenant

from .document import organization_document
from .founding import known_time_zone
from .jurisdictions import jurisdiction as known_jurisdiction
from .models import OrganizationProfile
from .permissions import may_manage_organization


def profile_of(organization_id: UUID) -> OrganizationProfile:
    """Return the organization's profile with its tenant row."""
    return OrganizationProfile.objects.select_related("organization").get(organization_id=organization_id)


def idle_minutes() -> int | None:
    """Return after how many minutes of a pause the served organization signs its staff out; None before set-up."""
    found = OrganizationProfile.objects.filter(organization_id=tenancy.served_organization())
    return found.values_list("idle_minutes", flat=True).first()


def no_show_after_minutes() -> int:
    """Return after how many minutes the served organization counts whoever has not come as missed; 0 is never."""
    found = OrganizationProfile.objects.filter(organization_id=tenancy.served_organization())
    return found.values_list("no_show_after_minutes", flat=True).first() or 0


def confidential_from_age() -> int:
    """Return from which age on a young person's restricted entries are their own; 12 before set-up. One query."""
    found = OrganizationProfile.objects.filter(organization_id=tenancy.served_organization())
    age = found.values_list("confidential_from_age", flat=True).first()
    return 12 if age is None else age


@transaction.atomic
def amend_profile(
    *,
    name: str,
    time_zone: str,
    jurisdiction: str,
    language: str = "en",
    street: str = "",
    city: str = "",
    postal_code: str = "",
    phone: str = "",
    email: str = "",
    emergency_text: str = "",
    out_of_hours_text: str = "",
    idle_minutes: int = 15,
    force_relay: bool = False,
    no_show_after_minutes: int = 30,
    confidential_from_age: int = 12,
    by: Actor,
    now: datetime,
) -> OrganizationProfile:
    """Set the organization's name, address and ways of working.

    :raises UnknownTimeZone: the zone is not in the IANA table.
    :raises UnknownJurisdiction: nobody knows the code.
    """
    may_manage_organization.require(by)
    known_time_zone(time_zone)
    country = known_jurisdiction(by.organization_id, jurisdiction).country
    profile = OrganizationProfile.objects.select_for_update().get(organization_id=by.organization_id)
    _rename(by.organization_id, name, time_zone)
    profile.jurisdiction, profile.language = jurisdiction, language
    profile.street, profile.city, profile.postal_code = street, city, postal_code
    profile.phone, profile.email = phone, email
    profile.emergency_text, profile.out_of_hours_text = emergency_text, out_of_hours_text
    profile.idle_minutes, profile.force_relay = idle_minutes, force_relay
    profile.no_show_after_minutes = no_show_after_minutes
    profile.confidential_from_age = confidential_from_age
    profile.save()
    doc = organization_document(
        logical_id=profile.document.logical_id,
        name=name,
        address={"street": street, "city": city, "postal_code": postal_code, "country": country},
        phone=phone,
        email=email,
    )
    record.write("Organization", doc, by=by, now=now)
    audit.wrote(by, "organizations.amended", entity=("Organization", profile.document.logical_id))
    return profile


def _rename(organization_id: UUID, name: str, time_zone: str) -> None:
    tenant = Tenant.objects.get(id=organization_id)
    tenant.name, tenant.time_zone = name, time_zone
    tenant.save(update_fields=["name", "time_zone"])


@transaction.atomic
def finish_set_up(*, by: Actor, now: datetime) -> None:
    """Note that the first-run guide was walked to its end; every step stays editable."""
    may_manage_organization.require(by)
    OrganizationProfile.objects.filter(organization_id=by.organization_id, set_up_at=None).update(set_up_at=now)
    audit.wrote(by, "organizations.set_up", entity=("Tenant", by.organization_id))
