"""Changing one's own e-mail address."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from telepraxis.base.access import PUBLIC, SIGNED_IN, page

from .. import address_change, freshness, links, mails, sessions
from ..forms import AddressForm


@page(SIGNED_IN)
def ask(request):
    """Ask for the new address; freshly proven, because whoever has the address has the account."""
    freshness.require_recent(request, minutes=freshness.FACTOR_CHANGE_MINUTES)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, form.cleaned_data["email"])
        except address_change.SameAddress:
            form.add_error("email", _("This is the address you have."))
        except ValidationError:
            form.add_error("email", _("Check the e-mail address: a part seems to be missing."))
        else:
            return render(request, "accounts/address_asked.html", {"email": form.cleaned_data["email"]})
    status = 422 if form.is_bound else 200
    return render(request, "accounts/change_address.html", {"form": form}, status=status)


def _ask(request, email: str) -> None:
    address_change.ask(
        account=request.user,
        email=email,
        link_to=lambda token: request.build_absolute_uri(reverse("accounts:prove_address", args=[token])),
        now=request.now,
        address=request.address,
    )


@page(PUBLIC)
@never_cache
def prove(request, token: str):
    """The link at the new address. Opening it only asks; pressing Continue changes, so that scanners change nothing."""
    try:
        said = links.read_address(token)
        if request.method != "POST":
            shown = {"after": said.after, "before": mails.masked(said.before)}
            return render(request, "accounts/prove_address.html", shown)
        account = address_change.confirm(
            token=token, kept_session=_own_session(request, said), now=request.now, address=request.address
        )
    except (links.LinkUnusable, address_change.NoLongerTrue, address_change.AddressTaken):
        return render(request, "accounts/link_unusable.html", {"address": True}, status=410)
    messages.success(request, _("Your e-mail address is changed. Sign in with it from now on."))
    return redirect("accounts:security" if request.user == account else "account_login")


def _own_session(request, said):
    """Return the session that goes on: the one in which the person themself opened the link."""
    own = request.user.is_authenticated and request.user.pk == said.account_id
    return request.session.get(sessions.KEY) if own else None
