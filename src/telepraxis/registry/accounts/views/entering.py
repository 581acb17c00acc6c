"""Coming in: the sign-in page, the code, the one-click link, an invitation, and the pause after failures."""

from math import ceil

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.views import ConfirmLoginCodeView, LoginView, RequestLoginCodeView
from allauth.core.internal import ratelimit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic.edit import FormView

from telepraxis.base.access import PUBLIC, page

from .. import codes, links, lock_out, mails, quick_change, security_log, sign_in
from ..allauth_adapters import AccountAdapter
from ..forms import OneUseFactorPasskeyForm, RequestCodeForm
from ..models import Account


class SignIn(LoginView):
    """The sign-in page: a code by mail or a passkey for everybody, a password for those who have one."""

    template_name = "accounts/sign_in.html"

    def dispatch(self, request, *args, **kwargs):
        if "leave" in request.GET:
            clear_login(request)  # somebody in the middle of one way in wants another
        lock_out.at_the_clock_of(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        why = self.request.session.pop(sign_in.ENDED_WHY, "")
        return {
            **context,
            "code_form": RequestCodeForm(prefix=None),
            "ended": sign_in.ENDED_WORDS.get(why),
            "faces": quick_change.faces(self.request, now=self.request.now),
            "next": _local(self.request, self.request.GET.get("next") or self.request.POST.get("next")),
            "password_tried": self.request.method == "POST",
        }


class AskForCode(RequestLoginCodeView):
    """Send a code. The answer is the same whether the address is known or not."""

    template_name = "accounts/ask_for_code.html"

    def post(self, request, *args, **kwargs):
        if lock_out.is_paused(request, request.POST.get("email", "")):
            return locked_out(request, credentials={"username": request.POST.get("email", "")})
        return super().post(request, *args, **kwargs)


class EnterCode(ConfirmLoginCodeView):
    """Enter the code that came by mail: right, in time, and once."""

    template_name = "accounts/enter_code.html"

    def post(self, request, *args, **kwargs):
        email = self._process.state.get("email", "")
        if lock_out.is_paused(request, email):
            return locked_out(request, credentials={"username": email})
        return super().post(request, *args, **kwargs)

    def _verify_form_valid(self, form):
        try:
            codes.spend("sign-in", self.request.session.get(mails.NONCE, ""), now=self.request.now)
        except codes.AlreadySpent:
            return self._used_already()
        return super()._verify_form_valid(form)

    def _used_already(self):
        user = self._process.user
        security_log.note("code_used_again", account_id=user.pk, now=self.request.now, address=self.request.address)
        self._process.abort()
        messages.error(self.request, _("This code was used already. Ask for a new one."))
        return redirect("account_request_login_code")

    def form_invalid(self, form):
        lock_out.failed(self.request, self._process.state.get("email", ""))
        return super().form_invalid(form)


@method_decorator(ratelimit.decorator(app="allauth.mfa", action="webauthn_login"), name="dispatch")
class ByPasskey(LoginWebAuthnView):
    """Come in by passkey, or take over from whoever is signed in on this computer."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:  # allauth would send a signed-in person away
            return FormView.dispatch(self, request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        if self.request.user.is_authenticated:
            AccountAdapter(self.request).logout(self.request)
        return super().form_valid(form)


class SecondStep(AuthenticateView):
    """The second step: a code from the app, a recovery code, or a passkey."""

    template_name = "accounts/second_step.html"
    webauthn_form_class = OneUseFactorPasskeyForm

    def get_webauthn_form_class(self):
        return self.webauthn_form_class

    def post(self, request, *args, **kwargs):
        email = self.stage.login.user.email
        if lock_out.is_paused(request, email):
            return locked_out(request, credentials={"username": email})
        return super().post(request, *args, **kwargs)


@page(PUBLIC)
@never_cache
def by_link(request, token: str):
    """The one-click link. Opening it only asks; pressing Continue signs in, so that a mail scanner spends nothing."""
    try:
        link = links.read_sign_in(token)
        account = Account.objects.get(pk=link.account_id, is_active=True, email__iexact=link.email)
    except (links.LinkUnusable, Account.DoesNotExist):
        return render(request, "accounts/link_unusable.html", status=410)
    if request.method != "POST":
        return render(request, "accounts/by_link.html", {"masked": mails.masked(account.email)})
    if lock_out.is_paused(request, account.email):
        return locked_out(request, credentials={"username": account.email})
    try:
        codes.spend("sign-in", link.nonce, now=request.now)
    except codes.AlreadySpent:
        security_log.note("code_used_again", account_id=account.pk, now=request.now, address=request.address)
        return render(request, "accounts/link_unusable.html", {"used": True}, status=410)
    return _enter(request, account, "code", _local(request, link.next))


@page(PUBLIC)
@never_cache
def by_invitation(request, token: str):
    """A new colleague's first way in: it leads to the setting up of a second factor and nowhere else."""
    try:
        account = Account.objects.get(pk=links.read_invitation(token), is_active=True)
    except (links.LinkUnusable, Account.DoesNotExist):
        return render(request, "accounts/link_unusable.html", {"invitation": True}, status=410)
    if sign_in.has_second_factor(account):
        return render(request, "accounts/link_unusable.html", {"enrolled": True}, status=410)
    if request.method != "POST":
        return render(request, "accounts/by_invitation.html", {"name": account.name, "email": account.email})
    return _enter(request, account, "invitation", "")


def _enter(request, account: Account, method: str, next: str):
    """Hand over to allauth, which asks for a second factor where there is one."""
    if request.user.is_authenticated and request.user != account:
        AccountAdapter(request).logout(request)
    record_authentication(request, account, method=method, email=account.email)
    return perform_login(request, Login(user=account, email=account.email, redirect_url=next or None))


def _local(request, path: str | None) -> str:
    return path if path and AccountAdapter(request).is_safe_url(path) else ""


@page(PUBLIC)
def how_to_join(request):
    """Accounts are not made here: say how one gets one."""
    return render(request, "accounts/how_to_join.html")


@page(PUBLIC)
def closed(request):
    """The account was closed."""
    return render(request, "accounts/closed.html", status=403)


def locked_out(request, response=None, credentials=None, *args, **kwargs):
    """Say that sign-in pauses, and until when."""
    until = lock_out.until(lock_out.username_of(request, credentials), request.address)
    minutes = max(1, ceil((until - request.now).total_seconds() / 60)) if until else None
    return render(request, "accounts/locked_out.html", {"until": until, "minutes": minutes}, status=429)
