"""What anybody may ask who holds a link: manifest, sealed file, and a page that opens it in the browser.

Pages of every origin may ask (CORS, as the specification demands): the answers depend on no cookie, and without the
key that is in the link alone they are noise.
"""

import json
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from telepraxis.base.access import PUBLIC, Actor, page
from telepraxis.base.tenancy.known import known_tenant
from telepraxis.base.tenancy.models import Tenant

from .. import opening
from ..links import JOSE
from ..sealing import FHIR
from ..words import viewer_words

LARGEST_QUESTION = 4096
LONGEST_NAME = 120


def its_organization(request: HttpRequest, organization: UUID, **_kwargs) -> UUID:
    """Return the organization of the address."""
    try:
        return known_tenant(organization).id
    except Tenant.DoesNotExist as nowhere:
        raise Http404 from nowhere


@csrf_exempt
@page(PUBLIC, organization=its_organization)
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def open_link(request: HttpRequest, organization: UUID, token: str) -> HttpResponse:
    """Answer a manifest request (POST), or give out the one sealed file of a link with flag U (GET)."""
    if request.method == "OPTIONS":
        return _for_all(HttpResponse(status=204))
    return _answered(request, _manifest if request.method == "POST" else _file, token)


@csrf_exempt
@page(PUBLIC, organization=its_organization)
@require_http_methods(["GET", "OPTIONS"])
def fetch(request: HttpRequest, organization: UUID, token: str, ticket: str) -> HttpResponse:
    """Give out the sealed file for a ticket of the manifest, once."""
    if request.method == "OPTIONS":
        return _for_all(HttpResponse(status=204))

    def answer(request: HttpRequest, token: str) -> HttpResponse:
        sealed = opening.fetch(token=token, ticket=ticket, by=_visitor(request, ""), now=request.now)
        return HttpResponse(sealed, content_type=JOSE)

    return _answered(request, answer, token)


def _answered(request: HttpRequest, answer, token: str) -> HttpResponse:
    try:
        return _for_all(answer(request, token))
    except opening.NothingHere:
        return _for_all(JsonResponse({"message": "There is no such link, or it works no more."}, status=404))
    except opening.WrongPasscode as wrong:
        return _for_all(JsonResponse({"remainingAttempts": wrong.left}, status=401))
    except opening.TooOften:
        return _for_all(JsonResponse({"message": "Too many requests."}, status=429, headers={"Retry-After": "30"}))


def _manifest(request: HttpRequest, token: str) -> HttpResponse:
    asked = _asked(request)
    recipient = _name(asked.get("recipient"))
    if not recipient:
        return JsonResponse({"message": "Say in `recipient` who asks."}, status=400)
    found = opening.open_manifest(
        token=token,
        recipient=recipient,
        passcode=asked["passcode"][:200] if isinstance(asked.get("passcode"), str) else "",
        longest_embedded=_length(asked.get("embeddedLengthMax")),
        by=_visitor(request, recipient),
        now=request.now,
    )
    return JsonResponse({"status": "finalized", "files": [_listed(request, found)]})


def _listed(request: HttpRequest, found: opening.Answer) -> dict:
    if found.sealed:
        return {"contentType": FHIR, "embedded": found.sealed}
    return {"contentType": FHIR, "location": f"{settings.PUBLIC_URL.rstrip('/')}{request.path}/{found.ticket}"}


def _file(request: HttpRequest, token: str) -> HttpResponse:
    recipient = _name(request.GET.get("recipient"))
    if not recipient:
        return JsonResponse({"message": "Say in ?recipient= who asks."}, status=400)
    if request.method == "HEAD":
        return HttpResponse(content_type=JOSE)
    visitor = _visitor(request, recipient)
    sealed = opening.open_file(token=token, recipient=recipient, by=visitor, now=request.now)
    return HttpResponse(sealed, content_type=JOSE)


def _asked(request: HttpRequest) -> dict:
    """Return the JSON object that was sent, {} where it is none."""
    body = request.read(LARGEST_QUESTION + 1)
    try:
        found = json.loads(body) if len(body) <= LARGEST_QUESTION else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _name(said: object) -> str:
    """Return the name that somebody gives: one line, what cannot be printed taken out."""
    if not isinstance(said, str):
        return ""
    return " ".join("".join(sign for sign in said if sign.isprintable()).split())[:LONGEST_NAME]


def _length(said: object) -> int:
    return said if isinstance(said, int) and not isinstance(said, bool) and said > 0 else 0


def _visitor(request: HttpRequest, name: str) -> Actor:
    """Return who asks: nobody whom we know, under the name they gave, whoever may be signed in here."""
    actor = Actor.visitor(request.actor.organization_id, address=request.address, request_id=request.request_id)
    return replace(actor, name=name or _("Somebody with the link"))


def _for_all(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Content-Type"
    response["Access-Control-Max-Age"] = "600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@page(PUBLIC)
@require_GET
def view(request: HttpRequest) -> HttpResponse:
    """Open a link in this browser. What follows `#` in the address never reaches us."""
    response = render(request, "sharing/view.html", {"data": {"words": viewer_words()}})
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
