"""Where the gateway tells us that something happened. Whatever is not signed by it stays outside."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from telepraxis.base.access import PUBLIC, Actor, page
from telepraxis.base.tenancy.models import Tenant

from .. import hearing
from ..gateways import Forged, Refused

LARGEST = 256 * 1024


def organization_in_path(request: HttpRequest, organization: UUID, **_kwargs) -> UUID:
    """Return the practice whose account the message is about."""
    if not Tenant.objects.filter(id=organization).exists():
        raise Http404
    return organization


@csrf_exempt
@require_POST
@page(PUBLIC, organization=organization_in_path)
def stripe(request: HttpRequest, organization: UUID) -> HttpResponse:
    """Keep a signed message, whatever it says; it answers at once, and what follows is the worker's."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        hearing.hear(
            raw=request.body,
            signature=request.headers.get("Stripe-Signature", ""),
            by=Actor.system(organization),
            now=request.now,
        )
    except (Forged, Refused):
        return HttpResponse(status=400)
    return HttpResponse(status=200)
