"""Proving again who one is, before something that matters."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from telepraxis.base.access import SIGNED_IN, page

from .. import codes, lock_out, mails, sign_in
from .entering import locked_out


class ByPasskey(ReauthenticateWebAuthnView):
    """A passkey asked again; a wrong one stays on the page."""

    def form_invalid(self, form):
        messages.error(self.request, _("That passkey was not accepted. Try again."))
        return redirect(self.request.get_full_path())


@page(SIGNED_IN)
def by_code(request):
    """A code by mail, for people without password, app or passkey."""
    if request.method == "POST" and lock_out.is_paused(request, request.user.email):
        return locked_out(request, credentials={"username": request.user.email})
    if request.method == "POST" and "code" in request.POST:
        if _is_right(request):
            record_authentication(request, request.user, method="code", reauthenticated=True)
            return resume_request(request) or redirect(sign_in.landing(request))
        lock_out.failed(request, request.user.email)
        context = {"sent": True, "wrong": True}
    elif request.method == "POST":
        mails.again_code(request, request.user)
        context = {"sent": True}
    else:
        context = {"sent": False}
    next = request.GET.get("next") or request.POST.get("next") or ""
    masked = mails.masked(request.user.email)
    return render(request, "accounts/again_by_code.html", {**context, "masked": masked, "next": next})


def _is_right(request) -> bool:
    """Tell whether this is the code that was sent, in time and for the first time."""
    sent = request.session.get(mails.AGAIN) or {}
    said = "".join(filter(str.isdigit, request.POST["code"]))
    in_time = request.now.timestamp() - sent.get("at", 0) <= mails.AGAIN_SECONDS
    if not sent or not in_time or not constant_time_compare(said, sent["code"]):
        return False
    try:
        codes.spend("again", request.user.pk, sent["at"], now=request.now)
    except codes.AlreadySpent:
        return False
    return True
