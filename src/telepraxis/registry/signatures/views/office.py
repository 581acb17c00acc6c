"""Pages on which whoever runs the place sees its keys, replaces and revokes them; freshly proven."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from telepraxis.base.access import page
from telepraxis.base.tenancy.known import known_tenant
from telepraxis.base.ui import toasts
from telepraxis.registry.accounts import freshness

from .. import keys
from ..forms import RevokeForm
from ..models import Key
from ..permissions import may_change_keys, may_see_keys

ROTATED = (Key.Use.TOKEN, Key.Use.PAPER)


@page(may_see_keys)
@require_GET
def all_keys(request: HttpRequest) -> HttpResponse:
    """Every key, by what it is for; what signs now on top."""
    found = keys.keys_of(request.actor.organization_id)
    context = {
        "rail": "setup",
        "uses": [(use, [key for key in found if key.use == use], use in ROTATED) for use in Key.Use],
        "slug": known_tenant(request.actor.organization_id).slug,
    }
    return render(request, "signatures/keys.html", context)


@page(may_change_keys)
@require_http_methods(["GET", "POST"])
def rotate(request: HttpRequest) -> HttpResponse:
    """Ask, then let a new key sign."""
    freshness.require_recent(request, minutes=freshness.FACTOR_CHANGE_MINUTES)
    use = request.GET.get("use", Key.Use.TOKEN)
    if use not in ROTATED:
        raise Http404
    if request.method == "POST":
        keys.rotate(use=use, by=request.actor, now=request.now)
        toasts.tell(request, _("A new key signs from now on."))
        return redirect("signatures:keys")
    found = keys.keys_of(request.actor.organization_id)
    current = next((key for key in found if key.use == use and key.is_current), None)
    return render(request, "signatures/rotate.html", {"rail": "setup", "use": Key.Use(use), "current": current})


@page(may_change_keys)
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, signing_key_id: UUID) -> HttpResponse:
    """Ask why, then trust the key no more."""
    key = Key.objects.filter(id=signing_key_id, revoked_at=None).first()
    if key is None:
        raise Http404
    freshness.require_recent(request, minutes=freshness.FACTOR_CHANGE_MINUTES)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keys.revoke(kid=key.kid, **form.cleaned_data, by=request.actor, now=request.now)
        except keys.AlreadyRevoked:
            toasts.tell(request, _("Somebody else has just revoked it."))
        else:
            toasts.tell(request, _("The key is revoked."))
        return redirect("signatures:keys")
    context = {"rail": "setup", "key": key, "form": form}
    return render(request, "signatures/revoke.html", context, status=422 if form.errors else 200)
