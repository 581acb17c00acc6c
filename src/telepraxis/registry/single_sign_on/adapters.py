"""What allauth asks us about providers: where they come from, and whom they let in."""

from urllib.parse import urlsplit

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect  # noqa: TID251 (allauth asks its adapter for the answer)
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter  # noqa: TID251 (allauth calls providers outside every transaction)
from requests.exceptions import InvalidURL  # noqa: TID251

from telepraxis.registry.accounts import elsewhere

from . import joining, providers

PATIENCE_S = 8


class Outward(HTTPAdapter):
    """Speaks with providers over https only, whatever address they lead to; on a developer's machine with itself."""

    def send(self, request, **kwargs):
        parts = urlsplit(request.url)
        near = settings.MODE != "production" and parts.hostname in ("localhost", "127.0.0.1")
        if parts.scheme != "https" and not near:
            raise InvalidURL("The provider leads to an address without https.")
        return super().send(request, **kwargs)


class SignedByItsIssuer(OpenIDConnectOAuth2Adapter):
    """OpenID Connect by allauth, with the issuer held to what was set up and every signature checked."""

    @property
    def openid_config(self) -> dict:
        config = super().openid_config
        wanted = self.get_provider().app.settings["issuer"]
        if str(config.get("issuer", "")).rstrip("/") != wanted:
            raise OAuth2Error("The provider calls itself by another name.")
        return config

    def complete_login(self, request, app, token, **kwargs):
        try:
            return super().complete_login(request, app, token, **kwargs)
        except (KeyError, TypeError, ValueError) as reason:
            raise OAuth2Error("The provider's answer cannot be read.") from reason

    def _decode_id_token(self, app, id_token: str) -> dict:
        self.did_fetch_access_token = False  # allauth then checks the signature even of what came over TLS
        return super()._decode_id_token(app, id_token)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Providers are the organizations' own; nobody registers by one."""

    def list_apps(self, request, provider=None, client_id=None) -> list[SocialApp]:
        found = providers.standing_provider(provider) if provider and provider != "openid_connect" else None
        if found is None:
            return []
        tenant, row = found
        ways = {"server_url": row.issuer, "issuer": row.issuer, "oauth_pkce_enabled": True}
        return [
            SocialApp(
                provider="openid_connect", provider_id=tenant.slug, name=tenant.name[:40], client_id=row.client_id,
                secret=providers.secret_of(row), settings=ways,
            )
        ]  # fmt: skip

    def get_requests_session(self):
        session = super().get_requests_session()
        session.max_redirects = 3
        session.mount("https://", Outward())
        session.mount("http://", Outward())
        return session

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        """Find the account, or turn the person away."""
        found = providers.standing_provider(sociallogin.account.provider)
        linked = sociallogin.user if sociallogin.is_existing else None
        try:
            if found is None or sociallogin.state.get("process") not in (None, "login"):
                raise joining.NotLetIn
            tenant, provider = found
            word = joining.Word.read(sociallogin.account.extra_data)
            account = joining.come_in(
                word, tenant=tenant, provider=provider, linked=linked, now=request.now, address=request.address
            )
        except joining.NotLetIn as refusal:
            joining.note_refusal(refusal, now=request.now, address=request.address)
            raise ImmediateHttpResponse(_turned_away(request)) from refusal
        sociallogin.account.user = sociallogin.user = account
        strong = joining.is_strong(word, provider)
        elsewhere.vouched(request.session, organization=tenant, account=account, strong=strong)

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None) -> None:
        raise ImmediateHttpResponse(no_sensible_answer(request))


def no_sensible_answer(request):
    """Say on the sign-in page that the provider could not be understood."""
    messages.error(request, _("Your practice's sign-in did not answer as it should. Try again, or another way."))
    return redirect("account_login")


def _turned_away(request):
    messages.error(request, _("Your practice's sign-in is not known to belong to anybody who works there."))
    return redirect("account_login")
