"""Verbs and queries on the organization's identity provider."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.sealing import open_text, seal_text
from telepraxis.base.tenancy.models import Tenant

from .models import IdentityProvider, SignPost
from .permissions import may_keep_provider

DOMAIN = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


class BadProvider(ValueError):
    """Something about the provider cannot be so; `field` says what, the message why."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What the organization says about its provider. An empty secret leaves the one that is kept."""

    issuer: str
    client_id: str
    secret: str = ""
    domains: list[str]
    strong_claims: list[str]


@transaction.atomic
def keep(said: Particulars, *, by: Actor, now: datetime) -> IdentityProvider:
    """Set up, or change, sign-in through the actor's organization's provider.

    :raises BadProvider: an address or a domain cannot be so, or the first secret is missing.
    """
    may_keep_provider.require(by)
    _check(said)
    row = provider_of(by.organization_id) or IdentityProvider(organization_id=by.organization_id)
    if not said.secret and not row.sealed_secret:
        raise BadProvider("secret", _("Give the secret that the provider made for us."))
    row.issuer, row.client_id = said.issuer.rstrip("/"), said.client_id
    row.domains, row.strong_claims = [each.lower() for each in said.domains], said.strong_claims
    row.kept_at, row.kept_by, row.switched_off_at = now, by.name, None
    if said.secret:
        row.sealed_secret = seal_text(said.secret, about=_about(row))
    row.save()
    _point_the_way(row)
    audit.wrote(by, "single_sign_on.kept", entity=("IdentityProvider", row.id), reason=row.issuer)
    return row


@transaction.atomic
def switch_off(row: IdentityProvider, *, by: Actor, now: datetime) -> None:
    """Let nobody in by the provider from now on; open sessions go on until they end."""
    may_keep_provider.require(by)
    row.switched_off_at = now
    row.save(update_fields=["switched_off_at"])
    _point_the_way(row)
    audit.wrote(by, "single_sign_on.switched_off", entity=("IdentityProvider", row.id), reason=row.issuer)


def provider_of(organization_id) -> IdentityProvider | None:
    """Return the provider of the served organization, also one that is switched off."""
    return IdentityProvider.objects.filter(organization_id=organization_id).first()


def standing_provider(slug: str) -> tuple[Tenant, IdentityProvider] | None:
    """Return the organization with this slug and its provider, where it has one that is on."""
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        return None
    with tenancy.serving(tenant.id):
        row = IdentityProvider.objects.filter(organization_id=tenant.id, switched_off_at=None).first()
    return (tenant, row) if row else None


def secret_of(row: IdentityProvider) -> str:
    """Return the secret by which we prove ourselves to the provider."""
    return open_text(row.sealed_secret, about=_about(row))


def practices_for(typed: str) -> list[Tenant]:
    """Return the practices with a provider that a short name or a mail address may mean, by name."""
    typed = typed.strip().lower()
    domain = typed.rpartition("@")[2]
    slugs = SignPost.objects.filter(domain=domain) if "@" in typed else SignPost.objects.filter(slug=typed)
    return list(Tenant.objects.filter(slug__in=slugs.values("slug")).order_by("name"))


def anybody_has_one() -> bool:
    """Tell whether some practice of this installation signs its staff in by a provider."""
    return SignPost.objects.exists()


def _point_the_way(row: IdentityProvider) -> None:
    slug = Tenant.objects.get(pk=row.organization_id).slug
    SignPost.objects.filter(slug=slug).delete()
    if row.switched_off_at is None:
        SignPost.objects.bulk_create([SignPost(domain=domain, slug=slug) for domain in sorted(set(row.domains))])


def _check(said: Particulars) -> None:
    parts = urlsplit(said.issuer)
    near = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1") and settings.MODE != "production"
    if not (near or (parts.scheme == "https" and parts.hostname)) or parts.query or parts.fragment or parts.username:
        raise BadProvider("issuer", _("The provider's address must be whole and begin with https."))
    if not said.domains:
        raise BadProvider("domains", _("Name at least one mail domain for which the provider may vouch."))
    for domain in said.domains:
        if not DOMAIN.fullmatch(domain.lower()):
            raise BadProvider("domains", _("%(domain)s is not a mail domain.") % {"domain": domain})


def _about(row: IdentityProvider) -> str:
    return f"single_sign_on.secret {row.organization_id}"
