"""What anybody may fetch: the key set, the certificate of the organization's own authority, the page that verifies."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from telepraxis.base.access import PUBLIC, page
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.ui.headers import uses_camera

from .. import offline_page, published

FRESH_S = 300  # so late a revocation may be known


def by_slug(request: HttpRequest, slug: str, **_kwargs) -> UUID:
    """Return the organization of the address."""
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        raise Http404
    return tenant.id


@page(PUBLIC, organization=by_slug)
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def key_set(request: HttpRequest, slug: str) -> HttpResponse:
    """The public keys of everything the organization signs (RFC 7517), revoked ones apart."""
    return _for_all(JsonResponse(published.key_set(request.actor.organization_id, now=request.now)))


@page(PUBLIC, organization=by_slug)
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def authority(request: HttpRequest, slug: str) -> HttpResponse:
    """The certificate to be trusted by a PDF reader; there is none before the first PDF was signed."""
    if not (text := published.authority(request.actor.organization_id)):
        raise Http404
    return _for_all(HttpResponse(text, content_type="application/x-pem-file"))


@uses_camera
@page(PUBLIC, organization=by_slug)
@require_http_methods(["GET", "HEAD"])
def verifier(request: HttpRequest, slug: str) -> HttpResponse:
    """The page that verifies without a network, to be saved. What follows # in its address never reaches us."""
    wished = request.GET.get("language", "")
    with translation.override(wished if wished in dict(settings.LANGUAGES) else translation.get_language()):
        made = offline_page.render([published.key_set(request.actor.organization_id, now=request.now)])
    response = HttpResponse(made.html)
    response["Content-Security-Policy"] = f"{made.policy}; frame-ancestors 'none'"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex"
    if "save" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{offline_page.NAME}"'
    return response


def _for_all(response: HttpResponse) -> HttpResponse:
    """Let every origin and every cache between have it: it is the same for everybody."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = f"public, max-age={FRESH_S}"
    return response
