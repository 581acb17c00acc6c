"""Which organization a path names, and where things are for whoever asks."""

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from telepraxis.base.tenancy.models import Tenant

from ..addresses import Addresses


def by_slug(request: HttpRequest, slug: str, **_kwargs) -> UUID:
    """Return the id of the organization in the path."""
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        raise Http404
    request.tenant = tenant
    return tenant.id


def origin_of(request: HttpRequest) -> str:
    """Return the origin under which the caller reached us; the public one where a proxy hides how."""
    if request.get_host() == urlsplit(settings.PUBLIC_URL).netloc:
        return settings.PUBLIC_URL.rstrip("/")
    return f"{request.scheme}://{request.get_host()}"


def addresses_of(request: HttpRequest, slug: str) -> Addresses:
    """Return the addresses of the organization with this slug."""
    return Addresses(origin_of(request), slug)


def open_to_scripts(response: HttpResponse) -> HttpResponse:
    """Let pages of other origins read the answer: it depends on no cookie of theirs."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    response["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    response["Access-Control-Max-Age"] = "600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
