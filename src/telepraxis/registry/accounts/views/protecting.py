"""Looking after one's own protection: the overview, the first second factor, passkeys, the app, codes, the PIN."""

from allauth.account.views import PasswordChangeView, PasswordSetView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from telepraxis.base.access import SIGNED_IN, page

from .. import freshness, hats, memberships, quick_change, security_log, sessions, sign_in
from ..allauth_adapters import MFAAdapter
from ..forms import PinForm

EVENTS_A_PAGE = 30


@page(SIGNED_IN)
def security(request):
    """Everything that protects this account, on one page."""
    factors = Authenticator.objects.filter(user=request.user).order_by("created_at")
    by_type = {kind: [f for f in factors if f.type == kind] for kind in ("webauthn", "totp", "recovery_codes")}
    codes_left = [len(f.wrap().get_unused_codes()) for f in by_type["recovery_codes"]]
    return render(
        request,
        "accounts/security.html",
        {
            "passkeys": [{"id": f.pk, "name": f.wrap().name, "added": f.created_at} for f in by_type["webauthn"]],
            "app": next(iter(by_type["totp"]), None),
            "codes_left": next(iter(codes_left), None),
            "is_staff": memberships.is_staff_anywhere(request.user.pk),
            "sessions": sessions.open_sessions(request.user, now=request.now),
            "this_session": request.session.get(sessions.KEY),
            "events": _worded(security_log.of_account(request.user.pk)[:5]),
            "home": sign_in.landing(request),
        },
    )


@page(SIGNED_IN)
def log(request):
    """What happened to this account, newest first."""
    shown = Paginator(security_log.of_account(request.user.pk), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/security_log.html", {"page": shown, "events": _worded(shown)})


def _worded(events) -> list[dict]:
    return [
        {
            "at": event.at,
            "words": security_log.WORDS[event.kind],
            "trouble": event.kind in security_log.TROUBLE,
            "where": " · ".join(part for part in (event.device_name, event.address) if part),
        }
        for event in events
    ]


@page(SIGNED_IN)
@require_POST
def end_session(request, session_id):
    """End one of one's own sessions; this one too."""
    try:
        sessions.end(session_id=session_id, account=request.user, why="revoked", now=request.now)
    except sessions.NoSuchSession:
        messages.info(request, _("This session had ended already."))
        return redirect("accounts:security")
    _note(request, "session_revoked")
    messages.success(request, _("The session is ended."))
    return redirect("accounts:security")


@page(SIGNED_IN)
@require_POST
def end_other_sessions(request):
    """End all sessions but this one."""
    sessions.end_all(account=request.user, why="revoked", now=request.now, but=request.session.get(sessions.KEY))
    _note(request, "all_sessions_revoked")
    messages.success(request, _("All other sessions are ended."))
    return redirect("accounts:security")


@page(SIGNED_IN)
def enrol(request):
    """A colleague's first sign-in: set up a second factor before anything else."""
    if not request.session.get(sign_in.NEEDS_FACTOR):
        return redirect(sign_in.landing(request))
    return render(request, "accounts/enrol.html", {"has_password": request.user.has_usable_password()})


class AddPasskey(AddWebAuthnView):
    """Add a passkey that verifies its person, so that it opens the door by itself."""

    template_name = "accounts/add_passkey.html"

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        context["form"] = context.get("form") or self.get_form()
        context["js_data"] = {"creation_options": passkeys.begin_registration(self.request.user, True)}
        return context

    def form_valid(self, form):
        answer = super().form_valid(form)
        sign_in.factor_set_up(self.request)
        return answer

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "accounts:security")


class RemovePasskey(RemoveWebAuthnView):
    """Remove a passkey; staff keep at least one second factor."""

    template_name = "accounts/remove_passkey.html"
    success_url = reverse_lazy("accounts:security")

    def form_valid(self, form):
        if not MFAAdapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, MFAAdapter.error_messages["cannot_delete_authenticator"])
            return redirect("accounts:security")
        return super().form_valid(form)


class AddApp(ActivateTOTPView):
    """Set up an authenticator app. It is a second step, so there must be a first: a password."""

    template_name = "accounts/add_app.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect(f"{reverse('account_set_password')}?next={request.path}")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        answer = super().form_valid(form)
        sign_in.factor_set_up(self.request)
        return answer

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "accounts:security")


class SetPassword(PasswordSetView):
    """Set a first password."""

    template_name = "accounts/set_password.html"


class ChangePassword(PasswordChangeView):
    """Change the password."""

    template_name = "accounts/change_password.html"


@page(SIGNED_IN)
def pin(request):
    """Set or remove the PIN for taking over a shared computer. Only for staff, and only freshly proven."""
    if not memberships.is_staff_anywhere(request.user.pk) or not request.session.get(hats.STRONG):
        return redirect("accounts:security")
    freshness.require_recent(request, minutes=freshness.FACTOR_CHANGE_MINUTES)
    form = PinForm(request.POST or None)
    if request.method == "POST" and "remove" in request.POST:
        quick_change.remove_pin(account=request.user, now=request.now)
        messages.success(request, _("The PIN is removed."))
        return redirect("accounts:security")
    if request.method == "POST" and form.is_valid():
        quick_change.set_pin(account=request.user, pin=form.cleaned_data["pin"], now=request.now)
        messages.success(request, _("The PIN is set."))
        return redirect("accounts:security")
    return render(request, "accounts/pin.html", {"form": form})


def _note(request, kind: str) -> None:
    security_log.note(kind, account_id=request.user.pk, now=request.now, address=request.address)
