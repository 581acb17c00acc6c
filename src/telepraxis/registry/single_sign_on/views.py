"""The manager's page about the provider; for everybody the way to it; and allauth's two steps there and back."""

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from requests import RequestException

from telepraxis.base.access import PUBLIC, page
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.ui import toasts
from telepraxis.registry.accounts.allauth_adapters import AccountAdapter

from . import providers
from .adapters import SignedByItsIssuer, no_sensible_answer
from .forms import ProviderForm
from .permissions import may_keep_provider


@page(may_keep_provider)
@require_http_methods(["GET", "POST"])
def provider(request: HttpRequest) -> HttpResponse:
    """Set up sign-in through the practice's own provider."""
    row = providers.provider_of(request.actor.organization_id)
    form = ProviderForm(request.POST or None, initial=ProviderForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            providers.keep(form.particulars(), by=request.actor, now=request.now)
        except providers.BadProvider as bad:
            form.add_bad(bad)
        else:
            toasts.tell(request, _("Saved."))
            return redirect("single_sign_on:provider")
    slug = Tenant.objects.get(pk=request.actor.organization_id).slug
    context = {
        "rail": "setup",
        "form": form,
        "row": row,
        "back": request.build_absolute_uri(f"/account/through/{slug}/login/callback/"),
        "way": request.build_absolute_uri(f"/account/practice/?practice={slug}"),
    }
    return render(request, "single_sign_on/provider.html", context, status=422 if form.errors else 200)


@page(may_keep_provider)
@require_POST
def switch_off(request: HttpRequest) -> HttpResponse:
    """Let nobody in by the provider any more."""
    row = providers.provider_of(request.actor.organization_id)
    if row is None:
        raise Http404
    providers.switch_off(row, by=request.actor, now=request.now)
    toasts.tell(request, _("Sign-in through your provider is switched off."))
    return redirect("single_sign_on:provider")


@page(PUBLIC)
@never_cache
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Find the practice by its short name or by a work address, and lead to its sign-in."""
    typed, next = request.GET.get("practice", "")[:254], request.GET.get("next", "")
    safe_next = next if AccountAdapter(request).is_safe_url(next) else ""
    found = providers.practices_for(typed) if typed else []
    context = {"typed": typed, "found": found, "next": safe_next}
    return render(request, "single_sign_on/find.html", context)


@page(PUBLIC)
def there(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider."""
    return _step(OAuth2LoginView, request, provider_id)


@page(PUBLIC)
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from it."""
    return _step(OAuth2CallbackView, request, provider_id)


def _step(view, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view.adapter_view(SignedByItsIssuer(request, provider_id))(request)
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    except (OAuth2Error, RequestException):
        return no_sensible_answer(request)
