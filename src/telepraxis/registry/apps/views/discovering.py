"""Documents that anybody may read: where the endpoints are, and with which keys id_tokens are signed."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from telepraxis.base import tenancy
from telepraxis.base.access import PUBLIC, page

from .. import discovery, signing_keys
from .where import by_slug, open_to_scripts, origin_of


@page(PUBLIC)
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def smart_configuration(request: HttpRequest, slug: str) -> HttpResponse:
    """`/fhir/{organization}/.well-known/smart-configuration`"""
    return _document(discovery.smart_configuration(slug, origin_of(request)))


@page(PUBLIC)
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def openid_configuration(request: HttpRequest, slug: str) -> HttpResponse:
    """`/oauth/{organization}/.well-known/openid-configuration`, at the issuer of id_tokens"""
    return _document(discovery.openid_configuration(slug, origin_of(request)))


@page(PUBLIC)
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """The public keys of the practice's id_tokens."""
    organization_id = by_slug(request, slug)
    with tenancy.serving(organization_id):
        return _document(signing_keys.public_keys(organization_id))


def _document(said: dict | None) -> HttpResponse:
    if said is None:
        raise Http404
    response = JsonResponse(said)
    response["Cache-Control"] = "public, max-age=60"
    return open_to_scripts(response)
