"""What this organization says of itself as a pharmacy: the page of its pharmacists and managers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.tenancy.known import known_tenant
from telepraxis.base.ui import toasts
from telepraxis.base.ui.headers import uses_location
from telepraxis.registry.organizations.profile import profile_of

from .. import publishing, reading
from ..forms import StorefrontForm
from ..models import OwnStorefront
from ..permissions import may_publish


@page(may_publish)
@uses_location
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Say where the pharmacy is, when it is open and how it serves; see whether it is published."""
    own, zone = reading.own_storefront(), known_tenant(request.actor.organization_id).time_zone
    if request.method == "POST":
        form = StorefrontForm(request.POST, zone=zone)
        if form.is_valid():
            publishing.say(said=form.said, by=request.actor, now=request.now)
            toasts.tell(request, _("Saved."))
            return redirect("storefronts:setup")
    else:
        form = StorefrontForm.about(own, zone=zone) if own else _begun(request, zone)
    return _shown(request, form, own)


def _begun(request: HttpRequest, zone: str) -> StorefrontForm:
    """Return the form with what the organization has said elsewhere."""
    profile = profile_of(request.actor.organization_id)
    known = {name: getattr(profile, name) for name in ("street", "postal_code", "city", "phone")}
    return StorefrontForm(initial={"name": profile.organization.name, "currency": "EUR"} | known, zone=zone)


def _shown(request: HttpRequest, form: StorefrontForm, own: OwnStorefront | None) -> HttpResponse:
    shown = reading.storefront(request.actor.organization_id)
    context = {
        "form": form,
        "own": own,
        "shown": shown,
        "count": reading.count_of(shown) if shown else 0,
        "slug": known_tenant(request.actor.organization_id).slug,
        "zone": form.zone,
        "rail": "setup",
    }
    return render(request, "storefronts/setup.html", context, status=422 if form.errors else 200)


@page(may_publish)
@require_POST
def publish_or_not(request: HttpRequest) -> HttpResponse:
    """Let everybody see the pharmacy, or nobody."""
    try:
        if "publish" in request.POST:
            publishing.publish(by=request.actor, now=request.now)
            toasts.tell(request, _("Published. Everybody sees your pharmacy now."))
        else:
            publishing.withdraw(by=request.actor, now=request.now)
            toasts.tell(request, _("Nobody sees your pharmacy any more."))
    except publishing.NothingSaid:
        toasts.tell(request, _("Say first where you are and when you are open."))
    return redirect("storefronts:setup")
