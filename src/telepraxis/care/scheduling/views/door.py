"""What the patient's pages share: which practice, whose clock, who has opened a draft."""

import secrets
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.organizations.models import OrganizationProfile

from .. import links

VISITOR = "scheduling_visitor"


def organization_by_slug(request: HttpRequest, slug: str, **_) -> UUID:
    """Return the practice of a public page."""
    found = Tenant.objects.filter(slug=slug).values_list("id", flat=True).first()
    if found is None:
        raise Http404
    return found


def organization_of_link(request: HttpRequest, token: str, **_) -> UUID:
    """Return the practice that a signed link names."""
    try:
        return links.read(token).organization_id
    except links.LinkUnusable as forged:
        raise Http404 from forged


def for_patients(view):
    """Give the view `request.practice` (profile with its tenant, read when needed) and `request.zone` for times."""

    @wraps(view)
    def prepared(request: HttpRequest, *args, **kwargs):
        profiles = OrganizationProfile.objects.select_related("organization")
        request.practice = SimpleLazyObject(lambda: profiles.get(organization_id=request.actor.organization_id))
        request.zone = timezone.get_current_timezone()
        return view(request, *args, **kwargs)

    return prepared


def opened_by(request: HttpRequest) -> str:
    """Return whose drafts this request may see: the account's, or those of this visitor's session."""
    if request.actor.account_id:
        return str(request.actor.account_id)
    return request.session.setdefault(VISITOR, secrets.token_urlsafe(24))


def step(name: str, slug: str | None, *args) -> str:
    """Return the address of a step, on the public side when the visitor came that way."""
    return (
        reverse(f"scheduling:public_{name}", args=[slug, *args]) if slug else reverse(f"scheduling:{name}", args=args)
    )
