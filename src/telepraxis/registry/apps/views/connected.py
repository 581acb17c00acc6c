"""One's own connected apps and their tokens, in every organization, and the buttons that end them."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import tenancy
from telepraxis.base.access import SIGNED_IN, Actor, page
from telepraxis.base.record.models import Patient
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.accounts import elsewhere, memberships, sign_in

from .. import connecting, words
from ..models import Connection, Token


@page(SIGNED_IN)
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """What one connected, practice by practice."""
    practices = [(each.organization, _lines(request, each.organization)) for each in _memberships(request)]
    context = {"practices": [each for each in practices if each[1]], "home": sign_in.landing(request)}
    return render(request, "apps/own.html", context)


def _memberships(request: HttpRequest):
    held = memberships.of_account(request.user.pk)
    return [each for each in held if elsewhere.reaches(request.session, each.organization_id)]


def _lines(request: HttpRequest, organization: Tenant) -> list[dict]:
    account_id = request.user.pk
    with tenancy.serving(organization.id, account_id=account_id):
        found = list(connecting.with_tokens(connecting.open_connections(account_id), request.now))
        about = {each.patient_id for each in found} - {None}
        names = dict(Patient.objects.filter(uid__in=about).values_list("uid", "name_text"))
        return [
            {
                "connection": each,
                "patient": names.get(each.patient_id, ""),
                "asks": [words.asked(text) for text in each.scopes],
            }
            for each in found
        ]


@page(SIGNED_IN)
@require_POST
def disconnect(request: HttpRequest, slug: str, connection_id: UUID) -> HttpResponse:
    """End one's own connection; its tokens are refused within a second."""
    with _serving_own(request, slug) as by:
        own = Connection.objects.filter(id=connection_id, account_id=by.account_id)
        if (connection := own.select_related("app").first()) is None:
            raise Http404
        connecting.disconnect(connection, by=by, now=request.now)
    messages.success(request, _("%(app)s is disconnected.") % {"app": connection.app.name})
    return redirect("apps:own")


@page(SIGNED_IN)
@require_POST
def end_token(request: HttpRequest, slug: str, token_id: UUID) -> HttpResponse:
    """End one token of one's own connection; it is refused within a second."""
    with _serving_own(request, slug) as by:
        own = Token.objects.filter(id=token_id, connection__account_id=by.account_id)
        if (token := own.select_related("connection__app").first()) is None:
            raise Http404
        connecting.end_token(token, by=by, now=request.now)
    messages.success(request, _("The key is ended."))
    return redirect("apps:own")


@contextmanager
def _serving_own(request: HttpRequest, slug: str) -> Iterator[Actor]:
    """Serve the practice for somebody's own connections there; yield who they are."""
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        raise Http404
    with tenancy.serving(tenant.id, account_id=request.user.pk):
        yield Actor(
            organization_id=tenant.id, account_id=request.user.pk, name=request.user.name, address=request.address
        )
