"""The door where messages come in, and the manager's page about whom they are exchanged with."""

import json
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import tenancy
from telepraxis.base.access import PUBLIC, page
from telepraxis.base.tenancy.known import known_tenant
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.ui import toasts
from telepraxis.registry.signatures import published

from . import asking, partners, reading, receiving, sending
from .forms import AddressForm
from .letters import LARGEST
from .models import Enquiry, Outgoing, Partner
from .permissions import may_choose_partners

LARGEST_LETTER = 3 * LARGEST  # a body as text within JSON, its quotes escaped, and the token


@csrf_exempt
@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, slug: str) -> HttpResponse:
    """Say who takes messages here (GET), or take one (POST): 202 taken, 409 come again, 422 never."""
    organization = Tenant.objects.filter(slug=slug).first()
    if organization is None:
        raise Http404
    if request.method == "GET":
        with tenancy.serving(organization.id):
            published.make_ready(now=request.now)
            return JsonResponse(published.key_set(organization.id))
    body = request.read(LARGEST_LETTER + 1)
    if len(body) > LARGEST_LETTER:
        return JsonResponse({"reason": "The message is too large."}, status=413)
    try:
        said = json.loads(body)
        token, text = said["token"], said["body"]
        if not isinstance(token, str) or not isinstance(text, str):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"reason": "A message is a JSON object of token and body, both text."}, status=400)
    return _taken(organization.id, token, text, request.now)


def _taken(organization_id: UUID, token: str, text: str, now, *, may_ask: bool = True) -> HttpResponse:
    """Take the message; where its sender may have changed keys, ask for them between two transactions."""
    try:
        with tenancy.serving(organization_id):
            _row, is_new = receiving.receive(token=token, body=text, now=now)
    except receiving.KeyToAskFor as unknown:
        if may_ask and asking.ask_again(unknown.partner, now=now):
            return _taken(organization_id, token, text, now, may_ask=False)
        return JsonResponse({"reason": "The key that signed this is not known here."}, status=409)
    except receiving.OutOfTurn:
        return JsonResponse({"reason": "An earlier message of this thread is not here."}, status=409)
    except receiving.TooEarly as reason:
        return JsonResponse({"reason": str(reason)}, status=409)
    except receiving.Refused as reason:
        return JsonResponse({"reason": str(reason)}, status=422)
    return JsonResponse({"state": "taken" if is_new else "here already"}, status=202)


@page(may_choose_partners)
@require_GET
def partners_page(request: HttpRequest) -> HttpResponse:
    """See whom messages are exchanged with, what was not delivered, and the address that others need."""
    return _page(request, AddressForm())


@page(may_choose_partners)
@require_POST
def enquire(request: HttpRequest) -> HttpResponse:
    """Ask what stands at an address."""
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            partners.enquire(address=form.cleaned_data["address"], by=request.actor, now=request.now)
        except asking.NoOrganizationThere as reason:
            form.add_error("address", str(reason))
        else:
            return redirect("mailbox:partners")
    return _page(request, form)


@page(may_choose_partners)
@require_POST
def decide(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """Add what answered, or throw it away."""
    try:
        if "add" in request.POST:
            row = partners.add(enquiry=enquiry_id, by=request.actor, now=request.now)
            toasts.tell(request, _("Messages are exchanged with %(name)s from now on.") % {"name": row.name})
        else:
            partners.throw_away(enquiry=enquiry_id, by=request.actor, now=request.now)
    except Enquiry.DoesNotExist as gone:
        raise Http404 from gone
    except asking.NoOrganizationThere as reason:
        toasts.tell(request, str(reason))
    return redirect("mailbox:partners")


@page(may_choose_partners)
@require_POST
def block_or_not(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Exchange no messages with a partner, or let it in again."""
    verb = partners.block if "block" in request.POST else partners.unblock
    try:
        verb(partner=partner_id, by=request.actor, now=request.now)
    except Partner.DoesNotExist as gone:
        raise Http404 from gone
    return redirect("mailbox:partners")


@page(may_choose_partners)
@require_POST
def send_again(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Try a message again that was given up."""
    try:
        sending.send_again(message=message_id, by=request.actor, now=request.now)
    except Outgoing.DoesNotExist as gone:
        raise Http404 from gone
    except sending.NotFailed:
        toasts.tell(request, _("This message is under way, or its receiver has it."))
    return redirect("mailbox:partners")


def _page(request: HttpRequest, form: AddressForm) -> HttpResponse:
    slug = known_tenant(request.actor.organization_id).slug
    published.make_ready(now=request.now)
    enquiries = [
        {"row": each, "fingerprint": asking.fingerprint(each.said) if each.said else ""} for each in reading.enquiries()
    ]
    context = {
        "rail": "setup",
        "form": form,
        "partners": reading.partners(),
        "enquiries": enquiries,
        "is_asking": any(each["row"].answered_at is None for each in enquiries),
        "troubled": reading.troubled(),
        "own_address": settings.PUBLIC_URL.rstrip("/") + reverse("mailbox:door", args=[slug]),
        "own_fingerprint": asking.fingerprint(published.key_set(request.actor.organization_id)),
    }
    return render(request, "mailbox/partners.html", context, status=422 if form.errors else 200)
