"""The endpoints that apps call by themselves: token, introspection, revocation. Open to all networks; each proves the
app first (`none` for those that can keep no secret, whose codes are bound by PKCE).
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from joserfc.jwk import KeySet

from telepraxis.base import tenancy
from telepraxis.base.access import PUBLIC, page

from .. import assertions, key_sets, registering
from ..authorization_server import Answer, Server
from .where import addresses_of, by_slug, open_to_scripts

LONGEST_FIELD = 16_384


@csrf_exempt
@page(PUBLIC)
@require_http_methods(["POST", "OPTIONS"])
def token(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a token for a code, a refresh token or a service's assertion (RFC 6749, section 3.2)."""
    return _answered(request, slug, lambda server: server.create_token_response(request))


@csrf_exempt
@page(PUBLIC)
@require_http_methods(["POST", "OPTIONS"])
def introspect(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a token is (RFC 7662)."""
    return _answered(request, slug, lambda server: server.create_endpoint_response("introspection", request))


@csrf_exempt
@page(PUBLIC)
@require_http_methods(["POST", "OPTIONS"])
def revoke(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a token back (RFC 7009)."""
    return _answered(request, slug, lambda server: server.create_endpoint_response("revocation", request))


def _answered(request: HttpRequest, slug: str, ask) -> HttpResponse:
    organization_id = by_slug(request, slug)
    if request.method == "OPTIONS":
        return open_to_scripts(HttpResponse(status=204))
    if not _is_plain(request):
        return _to_http(Answer(400, '{"error": "invalid_request"}', (("Content-Type", "application/json"),)))
    try:
        keys = _fetched_keys(request, organization_id)
    except key_sets.KeysOutOfReach:
        said = '{"error": "invalid_client", "error_description": "The keys of the client cannot be reached."}'
        return _to_http(Answer(400, said, (("Content-Type", "application/json"),)))
    with tenancy.serving(organization_id):
        return _to_http(ask(Server(addresses_of(request, slug), now=request.now, keys=keys)))


def _is_plain(request: HttpRequest) -> bool:
    """Tell whether what was said is printable and of a sensible length, so that it may stand in answers and rows."""
    pairs = [*request.GET.items(), *request.POST.items()]
    return all(len(value) <= LONGEST_FIELD and value.isprintable() and value.isascii() for _name, value in pairs) and (
        not any(mark in request.POST.get("grant_type", "") for mark in '"\\')
    )


def _fetched_keys(request: HttpRequest, organization_id) -> KeySet | None:
    """Return the app's keys where they lie at an address of its own. No transaction is open while they are fetched."""
    if not (assertion := request.POST.get("client_assertion")):
        return None
    client_id = assertions.claimed_client(assertion)
    if not client_id or not client_id.isprintable():
        return None
    with tenancy.serving(organization_id):
        app = registering.app_of(client_id)
    if not assertions.keeps_keys_elsewhere(app):
        return None
    keys, wanted = key_sets.keys_at(app.jwks_url), assertions.key_id(assertion)
    if wanted and not any(key.kid == wanted for key in keys.keys):
        key_sets.forget(app.jwks_url)
        keys = key_sets.keys_at(app.jwks_url)
    return keys


def _to_http(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status)
    for name, value in answer.headers:
        response[name] = value
    response["Cache-Control"] = "no-store"
    return open_to_scripts(response)
