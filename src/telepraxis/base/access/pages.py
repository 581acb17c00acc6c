"""The door of every page: find the organization, the actor, the rule's answer; then let the view work."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.module_loading import import_string

from telepraxis.base import tenancy
from telepraxis.base.tenancy.zones import zone_of

from .actor import Actor
from .rules import PUBLIC, SIGNED_IN, NotAllowed, Rule

View = Callable[..., HttpResponse]


def page(
    rule: Rule,
    *,
    subject: Callable | None = None,
    organization: Callable | None = None,
) -> Callable[[View], View]:
    """Guard a view with a rule. The view runs, and its template renders, in one transaction of one organization
    and in the reader's time zone.

    `subject(request, **kwargs)` finds what the rule is asked about, inside the transaction; a refusal then reads as
    "not found". `organization(request, **kwargs)` finds the organization of a public or linked page; else it is the
    one chosen in the session. `PUBLIC` and `SIGNED_IN` pages without `organization` run outside any organization.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if rule in (PUBLIC, SIGNED_IN) and organization is None:
                return _outside_organizations(rule, view, request, *args, **kwargs)
            if organization is None and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            organization_id = organization(request, **kwargs) if organization else _chosen_organization(request)
            if organization_id is None:
                return redirect(settings.CHOOSE_ORGANIZATION_URL)
            try:
                with tenancy.serving(organization_id, account_id=request.user.pk, sees=tenancy.UNLABELLED):
                    return _inside(rule, subject, view, request, organization_id, *args, **kwargs)
            except NotAllowed as refusal:
                if refusal.subject is not None or subject is not None:
                    raise Http404 from refusal
                raise PermissionDenied from refusal

        guarded.access_rule = rule
        return guarded

    return decorate


def _outside_organizations(rule: Rule, view: View, request: HttpRequest, *args, **kwargs) -> HttpResponse:
    if rule is SIGNED_IN and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return view(request, *args, **kwargs)


def _chosen_organization(request: HttpRequest) -> UUID | None:
    chosen = request.session.get("organization")
    return UUID(chosen) if chosen else None


def _inside(
    rule: Rule, subject: Callable | None, view: View, request: HttpRequest, organization_id: UUID, *args, **kwargs
) -> HttpResponse:
    request.actor = None
    act_as(request, actor_of(request, organization_id))
    rule.require(request.actor, subject(request, **kwargs) if subject else None)
    with timezone.override(readers_zone(request.actor)):
        response = view(request, *args, **kwargs)
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
    return response


def act_as(request: HttpRequest, actor: Actor) -> None:
    """From now on the request is this actor's, and its transaction sees what is open to them and no more."""
    if actor.sight != (request.actor.sight if request.actor else tenancy.UNLABELLED):
        tenancy.see(actor.sight)
    request.actor = actor


def readers_zone(actor: Actor) -> ZoneInfo:
    """Return the zone in which the actor reads times: their own, or else the organization's."""
    return ZoneInfo(actor.time_zone) if actor.time_zone else zone_of(actor.organization_id)


def actor_of(request: HttpRequest, organization_id: UUID) -> Actor:
    """Return who this request acts as in the organization; somebody unknown there is a visitor."""
    load = import_string(settings.ACTOR_LOADER)
    actor = load(request, organization_id) if request.user.is_authenticated else None
    return actor or Actor.visitor(organization_id, address=request.address, request_id=request.request_id)
